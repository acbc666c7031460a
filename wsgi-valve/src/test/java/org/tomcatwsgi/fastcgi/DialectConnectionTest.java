package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DialectConnectionTest {

    private static final String[] PARAMETERS = {"REQUEST_METHOD", "GET", "HTTP_X", "\u00e9".repeat(200)};
    private static final String RESPONSE = "Status: 200 OK\nX-A: b\nContent-Length: 2\n\nhi";

    private final TesterSink sink = new TesterSink();

    @Test
    void givesAWholeResponseInOnePieceAndKeepsTheConnection() throws IOException {
        AtomicReference<byte[]> parameters = new AtomicReference<>();
        TesterPeer.Conduct conduct = wire -> {
            for (int i = 0; i < 3; i++) {
                parameters.set(wire.request());
                assertThat(wire.record().type()).isEqualTo(RecordType.STDIN);
                wire.send(TesterPeer.whole(RESPONSE));
            }
        };
        try (TesterPeer peer = new TesterPeer(conduct); DialectConnection connection = new DialectConnection(peer.connect())) {
            for (int i = 0; i < 3; i++) {
                TesterSink fresh = new TesterSink();
                assertThat(connection.exchange(PARAMETERS, null, fresh)).isEqualTo(new Ending.Complete());
                assertThat(fresh.calls()).containsExactly("whole");
                assertThat(fresh.head()).isEqualTo("200 OK\nX-A: b\nContent-Length: 2\n\n");
                assertThat(fresh.body()).isEqualTo("hi");
                assertThat(connection.isOpen()).isTrue();
            }
        }
        byte[] expected = ByteBuffer.allocate(500).put((byte) 14).put((byte) 3).put("REQUEST_METHODGET".getBytes(StandardCharsets.US_ASCII)).put((byte) 6)
                .putInt(200 | 0x80000000).put("HTTP_X".getBytes(StandardCharsets.US_ASCII)).put("\u00e9".repeat(200).getBytes(StandardCharsets.ISO_8859_1))
                .flip().slice().compact().flip().array();
        assertThat(new String(parameters.get(), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(expected, 0, parameters.get().length, StandardCharsets.ISO_8859_1));
    }

    @Test
    void splitsLongParameters() throws IOException {
        AtomicReference<byte[]> parameters = new AtomicReference<>();
        try (TesterPeer peer = new TesterPeer(wire -> {
            parameters.set(wire.request());
            wire.send(TesterPeer.whole(RESPONSE));
        }); DialectConnection connection = new DialectConnection(peer.connect())) {
            assertThat(connection.exchange(new String[] {"A", "v".repeat(200_000)}, null, sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(parameters.get()).hasSize(1 + 1 + 4 + 200_000);
    }

    @Test
    void refusesParametersWithoutMeasure() throws IOException {
        try (TesterPeer peer = new TesterPeer(TesterPeer.Wire::awaitClose); DialectConnection connection = new DialectConnection(peer.connect())) {
            assertThat(connection.exchange(new String[] {"A", "v".repeat(17 << 20)}, null, sink)).isInstanceOf(Ending.Failed.class);
        }
    }

    @Test
    void givesAStreamedResponsePieceByPiece() throws IOException {
        assertThat(answer(null, wire -> {
            wire.send(TesterPeer.stdout("Status: 200 OK\n\none"));
            wire.send(TesterPeer.stdout("two"), TesterPeer.stdout("three"));
            wire.send(TesterPeer.stdout(""), TesterPeer.end(0, 0));
        })).isEqualTo(new Ending.Complete());
        assertThat(sink.head()).isEqualTo("200 OK\n\n");
        assertThat(sink.body()).isEqualTo("onetwothree");
        assertThat(sink.calls()).startsWith("head").doesNotContain("whole");
    }

    @Test
    void takesAHeadInSeveralPieces() throws IOException {
        assertThat(answer(null, wire -> {
            for (char c : "Status: 200 OK\nX: y\n\nbody".toCharArray()) {
                wire.send(TesterPeer.stdout(String.valueOf(c)));
            }
            wire.send(TesterPeer.stdout(""), TesterPeer.end(0, 0));
        })).isEqualTo(new Ending.Complete());
        assertThat(sink.head()).isEqualTo("200 OK\nX: y\n\n");
        assertThat(sink.body()).isEqualTo("body");
    }

    @Test
    void sendsTheBodyOnDemandOnly() throws IOException {
        TesterBody body = TesterBody.of(300_000);
        assertThat(answer(body, wire -> wire.send(TesterPeer.whole(RESPONSE)))).isEqualTo(new Ending.Complete());
        assertThat(body.rest()).isEqualTo(300_000);
    }

    @Test
    void sendsAsMuchAsIsAskedFor() throws IOException {
        AtomicReference<String> seen = new AtomicReference<>("");
        Ending ending = answer(TesterBody.of(100_000), wire -> {
            StringBuilder types = new StringBuilder();
            int total = 0;
            while (true) {
                wire.send(read(70_000));
                int answer = 0;
                TesterPeer.Wire.Received received = wire.record();
                while (received.type() == RecordType.STDIN && received.content().length > 0) {
                    answer += received.content().length;
                    received = wire.record();
                }
                assertThat(answer).isLessThanOrEqualTo(70_000);
                total += answer;
                types.append(received.type()).append(' ');
                if (received.type() == RecordType.STDIN) {
                    break;
                }
            }
            seen.set(types + "" + total);
            wire.send(TesterPeer.whole(RESPONSE));
        });
        assertThat(ending).isEqualTo(new Ending.Complete());
        assertThat(seen.get()).isEqualTo("101 5 100000");
    }

    @Test
    void doesNotWaitForMoreThanThereIs() throws IOException {
        AtomicReference<Integer> first = new AtomicReference<>();
        assertThat(answer(new TesterBody(1000, 10, false), wire -> {
            wire.send(read(500));
            first.set(wire.record().content().length);
            assertThat(wire.record().type()).isEqualTo(RecordType.WSGI_PAUSE);
            wire.send(TesterPeer.whole(RESPONSE));
        })).isEqualTo(new Ending.Complete());
        assertThat(first.get()).isEqualTo(10);
    }

    @Test
    void tellsThatTheBodyBrokeOff() throws IOException {
        AtomicReference<String> reason = new AtomicReference<>();
        assertThat(answer(new TesterBody(10, 10, true), wire -> {
            wire.send(read(100));
            wire.record();
            wire.record();
            wire.send(read(100));
            TesterPeer.Wire.Received broken = wire.record();
            reason.set(broken.type() + " " + new String(broken.content(), StandardCharsets.UTF_8));
            wire.send(TesterPeer.end(500, 0));
        })).isEqualTo(new Ending.Failed(500, ""));
        assertThat(reason.get()).isEqualTo("102 the client has broken off");
    }

    @Test
    void carriesHundredMegabytesBothWays() throws IOException {
        int blocks = 1600;
        byte[] block = new byte[65_528];
        assertThat(answer(TesterBody.of(100 << 20), wire -> {
            long total = 0;
            boolean more = true;
            wire.send(TesterPeer.stdout("Status: 200 OK\n\n"));
            while (more) {
                wire.send(read(1 << 20));
                TesterPeer.Wire.Received received;
                do {
                    received = wire.record();
                    total += received.content().length;
                } while (received.type() == RecordType.STDIN && received.content().length > 0);
                more = received.type() != RecordType.STDIN;
            }
            assertThat(total).isEqualTo(100 << 20);
            for (int i = 0; i < blocks; i++) {
                wire.send(TesterPeer.record(RecordType.STDOUT, 1, block));
            }
            wire.send(TesterPeer.stdout(""), TesterPeer.end(0, 0));
        })).isEqualTo(new Ending.Complete());
        assertThat(sink.size()).isEqualTo((long) blocks * block.length);
    }

    @Test
    void passesFilesOn() throws IOException {
        byte[] path = "/tmp/\u00fc".getBytes(StandardCharsets.UTF_8);
        byte[] content = ByteBuffer.allocate(16 + path.length).putLong(5).putLong(7).put(path).array();
        assertThat(answer(null, wire -> wire.send(TesterPeer.stdout("Status: 200 OK\n\n"), TesterPeer.record(RecordType.WSGI_FILE, 1, content),
                TesterPeer.stdout(""), TesterPeer.end(0, 0)))).isEqualTo(new Ending.Complete());
        assertThat(sink.calls()).containsExactly("head", "file /tmp/\u00fc 5 7");
    }

    @Test
    void understandsTheWaysToEnd() throws IOException {
        assertThat(answer(null, wire -> wire.send(TesterPeer.end(0, RecordType.OVERLOADED)))).isEqualTo(new Ending.Refused());
        assertThat(answer(null, wire -> wire.send(TesterPeer.end(500, 0)))).isEqualTo(new Ending.Failed(500, ""));
        assertThat(answer(null, wire -> wire.send(TesterPeer.end(504, 0)))).isEqualTo(new Ending.Failed(504, ""));
        assertThat(answer(null, wire -> wire.send(TesterPeer.stdout("Status: 200 OK\n\nx"), TesterPeer.end(1, 0)))).isEqualTo(new Ending.BrokenOff(""));
        assertThat(answer(null, wire -> wire.send(TesterPeer.end(0, 0)))).isInstanceOfSatisfying(Ending.Failed.class,
                failed -> assertThat(failed.reason()).contains("without a response"));
    }

    @Test
    void tellsALostRequestFromABrokenResponse() throws IOException {
        assertThat(answer(null, wire -> { })).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isTrue());
        assertThat(answer(null, wire -> wire.send(TesterPeer.stdout("Status: 200 OK\n\nhalf")))).isInstanceOf(Ending.BrokenOff.class);
        assertThat(answer(null, wire -> wire.send(TesterPeer.stdout("Status: 200 OK\nX: "))))
                .isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isTrue());
    }

    @Test
    void cutsAResponseWhoseBreakCameTogetherWithItsHead() throws IOException {
        assertThat(answer(null, wire -> wire.send(TesterPeer.stdout("Status: 200 OK\n\nhalf"), TesterPeer.stdout(""), TesterPeer.end(1, 0))))
                .isEqualTo(new Ending.BrokenOff(""));
        assertThat(sink.calls()).doesNotContain("whole").startsWith("head");
        assertThat(sink.body()).isEqualTo("half");
        assertThat(sink.calls()).endsWith("body, flush");
    }

    @Test
    void flushesWhatABreakWouldOvertake() throws IOException {
        assertThat(answer(null, wire -> wire.send(TesterPeer.stdout("Status: 200 OK\n\n"), TesterPeer.stdout(""), TesterPeer.end(1, 0))))
                .isEqualTo(new Ending.BrokenOff(""));
        assertThat(sink.calls()).containsExactly("head", "body, flush");
    }

    @Test
    void flushesBeforeItWaitsForTheClient() throws IOException {
        assertThat(answer(new TesterBody(10, 10, false), wire -> {
            wire.send(TesterPeer.stdout("Status: 200 OK\n\nso far"), read(10));
            wire.record();
            wire.send(TesterPeer.stdout(""), TesterPeer.end(0, 0));
        })).isEqualTo(new Ending.Complete());
        assertThat(sink.calls()).containsExactly("head", "body", "body, flush");
    }

    @Test
    void aRequestThatNobodyHasReadMayBeSentElsewhere() throws IOException {
        try (TesterPeer peer = new TesterPeer(wire -> { }); DialectConnection connection = new DialectConnection(peer.connect())) {
            assertThat(connection.exchange(PARAMETERS, null, sink)).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isFalse());
        }
    }

    @Test
    void noticesAnIdleConnectionThatWasClosed() throws Exception {
        TesterPeer peer = new TesterPeer(wire -> {
            wire.request();
            wire.record();
            wire.send(TesterPeer.whole(RESPONSE));
        });
        try (DialectConnection connection = new DialectConnection(peer.connect())) {
            assertThat(connection.exchange(PARAMETERS, null, sink)).isEqualTo(new Ending.Complete());
            // the peer closes a connection before it takes the next one
            try (SocketChannel next = peer.connect()) {
                next.shutdownOutput();
                assertThat(next.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            peer.close();
            assertThat(connection.exchange(PARAMETERS, null, sink)).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isFalse());
            assertThat(connection.isOpen()).isFalse();
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
            DialectConnection connection = new DialectConnection(peer.connect());
            CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() -> connection.exchange(PARAMETERS, null, sink));
            asked.await();
            connection.close();
            assertThat(ending.get()).isInstanceOf(Ending.Lost.class);
        }
    }

    @Test
    void tellsThatTheClientHasGone() throws IOException {
        sink.failing();
        assertThat(answer(null, wire -> wire.send(TesterPeer.whole(RESPONSE)))).isInstanceOf(Ending.ClientGone.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "Status: 20 OK\n\n", "Status: abc\n\n", "Status: 200 OK\nno colon\n\n", "Status: 200 OK\nA: \u0001\n\n", "HTTP/1.1 200 OK\n\n"})
    void refusesAMalformedHead(String head) throws IOException {
        assertThat(answer(null, wire -> wire.send(TesterPeer.whole(head)))).isInstanceOf(Ending.Lost.class);
        assertThat(sink.calls()).isEmpty();
    }

    @Test
    void ignoresRecordsOfOthers() throws IOException {
        assertThat(answer(null, wire -> wire.send(TesterPeer.record(RecordType.STDOUT, 7, new byte[100]), TesterPeer.record(99, 1, new byte[5]),
                TesterPeer.record(RecordType.STDERR, 1, "oops".getBytes(StandardCharsets.UTF_8)), TesterPeer.whole(RESPONSE)))).isEqualTo(new Ending.Complete());
        assertThat(sink.calls()).containsExactly("log oops", "whole");
    }

    private static byte[] read(int bytes) {
        return TesterPeer.record(RecordType.WSGI_READ, 1, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    /** Sends a request to a peer that answers as told. */
    private Ending answer(RequestBody body, TesterPeer.Conduct conduct) throws IOException {
        try (TesterPeer peer = new TesterPeer(wire -> {
            wire.request();
            if (body == null) {
                wire.record();
            }
            conduct.with(wire);
        }); DialectConnection connection = new DialectConnection(peer.connect())) {
            return connection.exchange(PARAMETERS, body, sink);
        }
    }
}
