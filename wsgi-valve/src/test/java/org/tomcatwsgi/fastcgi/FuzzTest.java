package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that send anything: no exchange hangs, throws, or ends as something other than an {@link Ending}. */
class FuzzTest {

    private static final int ROUNDS = 4000;
    private static final long SEED = 20_261_123;

    @TempDir
    Path spool;

    @Test
    @Timeout(120)
    void anythingFromAWorkerEndsTheExchange() throws IOException {
        Random random = new Random(SEED);
        try (TesterPeer peer = new TesterPeer(wire -> babble(wire, random))) {
            for (int i = 0; i < ROUNDS; i++) {
                TesterSink sink = new TesterSink();
                try (DialectConnection connection = new DialectConnection(peer.connect())) {
                    check(connection.exchange(new String[] {"A", "b"}, i % 2 == 0 ? null : TesterBody.of(1000), sink), sink);
                }
            }
        }
    }

    @Test
    @Timeout(120)
    void anythingFromAForeignServerEndsTheExchange() throws IOException {
        Random random = new Random(SEED + 1);
        FastCgiServer.Limits limits = new FastCgiServer.Limits(32_768, 1 << 20, spool);
        try (TesterPeer peer = new TesterPeer(wire -> babble(wire, random))) {
            for (int i = 0; i < ROUNDS; i++) {
                TesterSink sink = new TesterSink();
                FastCgiConnection connection = new FastCgiServer(peer.address(), limits).open(Duration.ofSeconds(5));
                check(connection.exchange(new String[] {"A", "b"}, i % 2 == 0 ? null : TesterBody.of(1000), sink), sink);
                assertThat(connection.isOpen()).isFalse();
            }
        }
    }

    private static void check(Ending ending, TesterSink sink) {
        if (ending instanceof Ending.Failed failed) {
            assertThat(failed.status()).isBetween(400, 599);
            assertThat(sink.calls()).doesNotContain("head", "whole");
        } else if (ending instanceof Ending.Complete || ending instanceof Ending.BrokenOff) {
            assertThat(sink.calls()).containsAnyOf("head", "whole");
        } else {
            assertThat(ending).isInstanceOfAny(Ending.Lost.class, Ending.Refused.class);
            assertThat(sink.calls()).doesNotContain("head", "whole");
        }
    }

    /** A good response with some of its bytes changed, cut off, doubled or preceded by others. */
    private static void babble(TesterPeer.Wire wire, Random random) throws IOException {
        byte[] bytes = good(random);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        byte[] cut = Arrays.copyOf(bytes, length);
        wire.request();
        if (random.nextInt(8) == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            wire.send(noise, cut);
        } else {
            wire.send(cut, random.nextInt(8) == 0 ? cut : new byte[0]);
        }
    }

    private static byte[] good(Random random) {
        byte[] head = TesterPeer.stdout("Status: 200 OK\nContent-Length: 4\n\n");
        byte[] body = TesterPeer.stdout("body");
        byte[] end = TesterPeer.whole("");
        byte[] extra = switch (random.nextInt(4)) {
            case 0 -> TesterPeer.record(RecordType.WSGI_READ, 1, new byte[] {0, 0, 1, 0});
            case 1 -> TesterPeer.record(RecordType.WSGI_FILE, 1, new byte[20]);
            case 2 -> TesterPeer.record(RecordType.STDERR, 1, new byte[20]);
            default -> TesterPeer.record(random.nextInt(256), random.nextInt(3), new byte[random.nextInt(20)]);
        };
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(extra);
        all.writeBytes(body);
        all.writeBytes(end);
        return all.toByteArray();
    }
}
