package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** Each block leaves before the next is computed, and nobody computes for a client that has gone (PEP 3333 "Buffering and Streaming"). */
@ProtocolTest
class StreamingIT {

    @ArquillianResource
    private Fixtures fixtures;

    @Test
    void eachBlockArrivesBeforeTheNextIsComputed() throws IOException {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.get("/fixtures/streaming/gated?name=" + name));
            assertThat(http.readHead().isChunked()).isTrue();
            assertThat(http.readChunk()).asString().isEqualTo("block 0");
            fixtures.openGate(name + "-1");
            assertThat(http.readChunk()).asString().isEqualTo("block 1");
            fixtures.openGate(name + "-2");
            assertThat(http.readChunk()).asString().isEqualTo("block 2");
            assertThat(http.readChunk()).isNull();
        }
    }

    @Test
    void aBlockOfAResponseWithLengthArrivesBeforeTheNextIsComputed() {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.get("/fixtures/streaming/gated-with-length?name=" + name));
            assertThat(http.readHead().header("Content-Length")).isEqualTo("10");
            assertThat(http.readText(5)).isEqualTo("first");
            fixtures.openGate(name);
            assertThat(http.readText(5)).isEqualTo("after");
        }
    }

    @Test
    void anOldClientSeesEachBlockAtOnceToo() {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send("GET /fixtures/streaming/gated?name=" + name + " HTTP/1.0\r\n\r\n");
            assertThat(http.readHead().isChunked()).isFalse();
            assertThat(http.readText(7)).isEqualTo("block 0");
            fixtures.openGate(name + "-1");
            assertThat(http.readText(7)).isEqualTo("block 1");
            fixtures.openGate(name + "-2");
            assertThat(http.readText(7)).isEqualTo("block 2");
            assertThat(http.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"endless", "endless-write"})
    void anEndlessResponseStopsWhenItsClientHasGone(String behaviour) {
        String name = fixtures.newName();
        RawHttp http = fixtures.connect();
        http.send(Request.get("/fixtures/streaming/" + behaviour + "?name=" + name));
        assertThat(http.readHead().status()).isEqualTo(200);
        fixtures.awaitCounter(name, count -> count > 2);
        http.reset();
        stopsGrowing(name);
        if (behaviour.equals("endless-write")) {
            assertThat(fixtures.awaitValue(name)).isEqualTo("OSError");
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheApplicationBack() {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.get("/fixtures/streaming/endless?name=" + name));
            assertThat(http.readHead().status()).isEqualTo(200);
            // the buffers of both sockets fill, and no memory beyond them
            assertThat(stopsGrowing(name)).isLessThan(1000);
        }
        stopsGrowing(name);
    }

    @Test
    void aLargeResponseArrivesWholeAndInOrder() {
        Response response = fixtures.get("/streaming/large?blocks=160");
        assertThat(response.ending()).isEqualTo(Ending.LAST_CHUNK);
        assertThat(response.body()).hasSize(160 << 16);
        for (int i = 0; i < 160; i++) {
            assertThat(response.body()[i << 16]).isEqualTo((byte) i);
            assertThat(response.body()[(i << 16) + 65535]).isEqualTo((byte) i);
        }
    }

    /** Waits until a counter stays the same over twenty looks at it, and returns it. */
    private int stopsGrowing(String name) {
        int[] same = new int[2];
        return fixtures.awaitCounter(name, count -> {
            same[0] = count == same[1] ? same[0] + 1 : 0;
            same[1] = count;
            return same[0] == 20;
        });
    }
}
