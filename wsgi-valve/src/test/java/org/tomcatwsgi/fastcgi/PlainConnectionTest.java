package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PlainConnectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String[] GET = {"REQUEST_METHOD", "GET"};

    @TempDir
    Path spool;
    private final TesterSink sink = new TesterSink();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Status: 404 Not Found\\r\\nX: y\\r\\n\\r\\nbody|404 Not Found\\nX: y\\n\\n",
        "Status: 200\\nX:y\\n\\nbody|200 \\nX: y\\n\\n",
        "Content-Type: text/plain\\n\\nbody|200 OK\\nContent-Type: text/plain\\n\\n",
        "Location: /there\\n\\nbody|302 Found\\nLocation: /there\\n\\n",
        "Connection: close\\nTransfer-Encoding: chunked\\nX: y\\n\\nbody|200 OK\\nX: y\\n\\n"})
    void readsHeadsAsCgiHasThem(String response, String head) throws IOException {
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.whole(unescaped(response))))).isEqualTo(new Ending.Complete());
        assertThat(sink.head()).isEqualTo(unescaped(head));
        assertThat(sink.body()).isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon\n\n", ": empty\n\n", "A B: c\n\n", "A: \u0000\n\n", "Status: 99\n\n", "Status: 1000 X\n\n", "Content-Length: -1\n\n"})
    void refusesAMalformedHead(String head) throws IOException {
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.whole(head))))
                .isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(500));
        assertThat(sink.calls()).isEmpty();
    }

    @Test
    void refusesAHeadWithoutEnd() throws IOException {
        assertThat(answer(GET, null, wire -> {
            wire.send(TesterPeer.stdout("X: " + "y".repeat(40_000)));
            wire.awaitClose();
        })).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.reason()).contains("headerBufferSize [32768]"));
    }

    @Test
    void aResponseShorterThanItsLengthIsBrokenOff() throws IOException {
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.whole("Content-Length: 10\n\nshort")))).isInstanceOf(Ending.BrokenOff.class);
        assertThat(answer(new String[] {"REQUEST_METHOD", "HEAD"}, null, wire -> wire.send(TesterPeer.whole("Content-Length: 10\n\n"))))
                .isEqualTo(new Ending.Complete());
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.whole("Status: 304 Not Modified\nContent-Length: 10\n\n")))).isEqualTo(new Ending.Complete());
    }

    @Test
    void aResponseLongerThanItsLengthIsCut() throws IOException {
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.whole("Content-Length: 3\n\nlonger")))).isEqualTo(new Ending.Complete());
        assertThat(sink.body()).isEqualTo("lon");
    }

    @Test
    void aConnectionThatEndsIsNoEndOfAResponse() throws IOException {
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.stdout("X: y\n\nhalf")))).isInstanceOf(Ending.BrokenOff.class);
        assertThat(answer(GET, null, wire -> { })).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isTrue());
    }

    @Test
    void refusalsAndErrorsAreTold() throws IOException {
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.end(0, RecordType.OVERLOADED)))).isEqualTo(new Ending.Refused());
        assertThat(answer(GET, null, wire -> wire.send(TesterPeer.record(RecordType.STDERR, 1, "oops\n".getBytes()), TesterPeer.stdout("X: y\n\nbody"),
                TesterPeer.end(3, 0)))).isEqualTo(new Ending.Complete());
        assertThat(sink.calls()).contains("log oops", "log The application ended with the appStatus [3].");
    }

    @Test
    void sendsTheWholeBodyUnasked() throws IOException {
        for (int size : new int[] {0, 10, 65_536, 3_000_000}) {
            AtomicLong received = new AtomicLong();
            assertThat(answer(GET, TesterBody.of(size), wire -> {
                long total = 0;
                for (byte[] content = wire.record().content(); content.length > 0; content = wire.record().content()) {
                    total += content.length;
                }
                received.set(total);
                wire.send(TesterPeer.whole("X: y\n\n"));
            })).isEqualTo(new Ending.Complete());
            assertThat(received.get()).isEqualTo(size);
        }
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aServerThatDoesNotReadTheBodyCanAnswerAtLength() throws IOException {
        assertThat(answer(GET, TesterBody.of(20 << 20), wire -> {
            wire.send(TesterPeer.stdout("X: y\n\n"));
            for (int i = 0; i < 400; i++) {
                wire.send(TesterPeer.record(RecordType.STDOUT, 1, new byte[65_528]));
            }
            wire.send(TesterPeer.stdout(""), TesterPeer.end(0, 0));
        })).isEqualTo(new Ending.Complete());
        assertThat(sink.size()).isEqualTo(400 * 65_528);
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws IOException {
        assertThat(answer(GET, TesterBody.of((32 << 20) + 1), TesterPeer.Wire::awaitClose))
                .isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(413));
    }

    @Test
    void aBodyThatCannotBeKeptIsAnError() throws IOException {
        try (TesterPeer peer = new TesterPeer(TesterPeer.Wire::awaitClose)) {
            FastCgiServer.Limits limits = new FastCgiServer.Limits(32_768, 32 << 20, spool.resolve("missing"));
            Ending ending = new FastCgiServer(peer.address(), limits).open(PATIENCE).exchange(GET, TesterBody.of(1 << 20), sink);
            assertThat(ending).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.reason()).contains("missing"));
        }
    }

    @Test
    void endsWhenItIsClosedFromOutside() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TesterPeer peer = new TesterPeer(wire -> {
            wire.request();
            asked.countDown();
            wire.awaitClose();
        })) {
            FastCgiConnection connection = server(peer).open(PATIENCE);
            CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() -> connection.exchange(GET, null, sink));
            asked.await();
            connection.close();
            assertThat(ending.get()).isInstanceOf(Ending.Lost.class);
        }
    }

    @Test
    void tellsAWorkerOfOursFromAForeignServer() throws IOException {
        byte[] values = pairs("TOMCATWSGI_DIALECT", "1", "FCGI_MAX_REQS", "7");
        try (TesterPeer peer = new TesterPeer(wire -> {
            assertThat(wire.record().type()).isEqualTo(RecordType.GET_VALUES);
            wire.send(TesterPeer.record(RecordType.GET_VALUES_RESULT, 0, values));
        })) {
            FastCgiServer server = server(peer);
            assertThat(server.probe(PATIENCE)).isEqualTo(new FastCgiServer.Probe(true, 7));
            assertThat(server.open(PATIENCE)).isInstanceOf(DialectConnection.class);
        }
        try (TesterPeer closing = new TesterPeer(wire -> { }); TesterPeer silent = new TesterPeer(TesterPeer.Wire::awaitClose)) {
            assertThat(server(closing).probe(PATIENCE)).isEqualTo(new FastCgiServer.Probe(false, 0));
            assertThat(server(silent).probe(Duration.ofMillis(200))).isEqualTo(new FastCgiServer.Probe(false, 0));
        }
    }

    private Ending answer(String[] parameters, RequestBody body, TesterPeer.Conduct conduct) throws IOException {
        try (TesterPeer peer = new TesterPeer(wire -> {
            wire.request();
            if (body == null) {
                wire.record();
            }
            conduct.with(wire);
        })) {
            return server(peer).open(PATIENCE).exchange(parameters, body, sink);
        }
    }

    private FastCgiServer server(TesterPeer peer) {
        return new FastCgiServer(peer.address(), new FastCgiServer.Limits(32_768, 32 << 20, spool));
    }

    private static byte[] pairs(String... texts) {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        for (int i = 0; i < texts.length; i += 2) {
            bytes.put((byte) texts[i].length()).put((byte) texts[i + 1].length()).put(texts[i].getBytes()).put(texts[i + 1].getBytes());
        }
        byte[] out = new byte[bytes.position()];
        bytes.flip().get(out);
        return out;
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }
}
