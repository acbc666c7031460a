package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of the body is sent, and what has to be flushed when; the rest is in {@link DialectExchangeTest}. */
@Timeout(60)
class DialectConnectionTest {

    private static final String[] PARAMETERS = {"REQUEST_METHOD", "GET", "HTTP_X", "\u00e9".repeat(200)};
    private static final String RESPONSE = "Status: 200 OK\nX-A: b\nContent-Length: 2\n\nhi";

    private final TesterSink sink = new TesterSink();

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
