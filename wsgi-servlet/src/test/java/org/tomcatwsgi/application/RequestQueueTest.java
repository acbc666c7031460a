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
        assertThat(given.await(1_000_000, 0)).isEqualTo(PendingRequest.Waited.IN_QUEUE);
        assertThat(queue.poll()).isSameAs(wanted);
    }

    @Test
    void aClaimedRequestIsNotGivenUpInTheQueue() {
        PendingRequest request = request();
        queue.add(request);
        queue.poll();
        assertThat(request.await(1, 1_000_000)).isEqualTo(PendingRequest.Waited.IN_PYTHON);
        request.finish(new Outcome.Done());
        assertThat(request.await(1, 1)).isEqualTo(PendingRequest.Waited.TO_THE_END);
        assertThat(request.outcome()).isEqualTo(new Outcome.Done());
    }

    @Test
    void theTimeInTheQueueDoesNotCountAsTimeInPython() {
        PendingRequest request = request();
        queue.add(request);
        Thread python = new Thread(queue::poll);
        python.start();
        assertThat(request.await(60_000_000_000L, 20_000_000)).isEqualTo(PendingRequest.Waited.IN_PYTHON);
    }

    @Test
    void theWaiterIsWokenWhenTheRequestIsFinished() {
        PendingRequest request = request();
        queue.add(request);
        Thread python = new Thread(() -> queue.poll().finish(new Outcome.Done()));
        python.start();
        assertThat(request.await(0, 0)).isEqualTo(PendingRequest.Waited.TO_THE_END);
    }

    private static PendingRequest request() {
        Transport transport = new Transport(InputStream.nullInputStream(), head -> { }, OutputStream.nullOutputStream(), part -> { }, null);
        return new PendingRequest(new Application("script", "/app.wsgi", "application"), new String[0], transport);
    }
}
