package org.tomcatwsgi.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.python.Outcome;
import org.tomcatwsgi.python.Transport;

class RequestQueueTest {

    private final RequestQueue queue = new RequestQueue();

    @Test
    void requestsLeaveInTheOrderTheyCame() {
        PendingRequest first = request();
        PendingRequest second = request();
        queue.add(first);
        queue.add(second);
        assertThat(queue.poll()).isSameAs(first);
        assertThat(queue.poll()).isSameAs(second);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void aRequestThatWasGivenUpIsPassedOver() {
        PendingRequest given = request();
        PendingRequest wanted = request();
        queue.add(given);
        queue.add(wanted);
        assertThat(given.expire()).isTrue();
        assertThat(queue.poll()).isSameAs(wanted);
    }

    @Test
    void aClaimedRequestCannotBeGivenUp() {
        PendingRequest request = request();
        queue.add(request);
        queue.poll();
        assertThat(request.expire()).isFalse();
        assertThat(request.awaitClaim(1)).isTrue();
        assertThat(request.awaitOutcome(1)).isFalse();
        request.finish(new Outcome.Done());
        assertThat(request.awaitOutcome(0)).isTrue();
        assertThat(request.outcome()).isEqualTo(new Outcome.Done());
    }

    @Test
    void waitingForAThreadEnds() {
        assertThat(request().awaitClaim(1_000_000)).isFalse();
    }

    private static PendingRequest request() {
        Transport transport = new Transport(InputStream.nullInputStream(), head -> { }, OutputStream.nullOutputStream(), part -> { });
        return new PendingRequest(new Application("script", "/app.wsgi", "application"), new String[0], transport);
    }
}
