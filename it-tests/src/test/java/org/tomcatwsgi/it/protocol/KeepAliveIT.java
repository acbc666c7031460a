package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** Connections that go on: requests and responses stay in step, whatever an application leaves unread or undone (RFC 9112 section 9.3). */
@ProtocolTest
class KeepAliveIT {

    @ArquillianResource
    private Fixtures fixtures;

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (RawHttp http = fixtures.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                all.append("GET /fixtures/headers/status?line=").append(210 + i).append("%20X HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            http.send(all.toString());
            for (int i = 0; i < 30; i++) {
                assertThat(http.read().text()).isEqualTo("own body of " + (210 + i) + " X");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"input/unread", "input/read-some?size=3", "failures/raise-first", "headers/status?line=404%20No", "lengths/bodyless?status=204"})
    void aSmallBodyThatIsNotReadDoesNotBecomeTheNextRequest(String path) {
        String body = "GET /fixtures/state/open-gate?name=smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.post("/fixtures/" + path, body)).read();
            assertThat(response.text()).doesNotContain("open");
            assertThat(http.isInStepAfter(response, Request.get("/fixtures/failures/fine"), "fine")).isTrue();
        }
    }

    @Test
    void chunksThatAreNotReadDoNotBecomeTheNextRequest() {
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.of("POST", "/fixtures/input/unread").chunks("abc", "GET / HTTP/1.1\r\n\r\n")).send(Request.get("/fixtures/failures/fine"));
            assertThat(http.read().text()).isEqualTo("unread");
            assertThat(http.read().text()).isEqualTo("fine");
        }
    }

    /** Beyond maxSwallowSize, 2 MiB, Tomcat ends the connection; the answer has to reach the client before. */
    @Test
    void aLargeBodyThatIsNotReadDoesNotBecomeTheNextRequest() {
        byte[] body = new byte[3 << 20];
        try (RawHttp http = fixtures.connect()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendAsFarAsItGoes(http, Request.of("POST", "/fixtures/input/unread").body(body)));
            Response response = http.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("unread");
            sending.join();
            sendAsFarAsItGoes(http, Request.get("/fixtures/failures/fine"));
            assertThat(http.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failures/raise-first", "body/str-first", "start-response/never", "nowhere/at-all", "exits/system-exit", "failures/own-error-page"})
    void errorsLeaveTheConnectionInStep(String path) {
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/" + path)).read();
            assertThat(http.isInStepAfter(response, Request.get("/fixtures/failures/fine"), "fine")).isTrue();
        }
    }

    @Test
    void aBrokenResponseEndsTheConnection() {
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.get("/fixtures/failures/raise-midway")).send(Request.get("/fixtures/failures/fine"));
            assertThat(http.read().ending().isWhole()).isFalse();
            assertThat(http.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatAsksForTheEndGetsIt() {
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/body/generator").header("Connection", "close")).read();
            assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
            assertThat(response.text()).isEqualTo("one two");
            assertThat(http.isEnded()).isTrue();
        }
    }

    @Test
    void lengthAndChunksTogetherAreNeverTwoRequests() {
        try (RawHttp http = fixtures.connect()) {
            http.send("POST /fixtures/input/read-all HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\n\r\nGET /fixtures/failures/fine HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Response response = http.read();
            assertThat(response.status() == 400 || response.text().equals("b'abc'")).as(response.toString()).isTrue();
        }
    }

    private static void sendAsFarAsItGoes(RawHttp http, Request request) {
        try {
            http.send(request);
        } catch (UncheckedIOException e) {
            // the server has ended the connection, as it may
        }
    }
}
