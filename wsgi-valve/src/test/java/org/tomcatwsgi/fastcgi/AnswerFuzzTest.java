package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are nearly right: whatever comes, an exchange ends, throws nothing, and says one thing. The number in a failure's text repeats it. */
class AnswerFuzzTest {

    private static final int STREAMS = 20_000;
    private static final long FIRST_SEED = 20_260_101;
    private static final String[] PARAMETERS = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "100000"};
    private static final byte[] OVER = Peer.record(RecordType.STDOUT, 1, new byte[0], 0);
    private static final byte[] OK = Peer.end(0, 0);
    private static final List<List<byte[]>> DIALECT = List.of(
            List.of(Peer.stdout("Status: 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\nhello"), OVER, OK),
            List.of(Peer.stdout("Status: 200 OK\n\npart"), Peer.stdout("more"), Peer.record(RecordType.STDOUT, 1, new byte[3000], 200), OVER, OK),
            List.of(Peer.read(100), Peer.read(70_000), Peer.read(1 << 20), Peer.stdout("Status: 201 Made\nA: b\n\n"), OVER, OK),
            List.of(Peer.stdout("Status: 200 OK\n\n"), Peer.file(0, 10, "/a/path"), OVER, OK),
            List.of(Peer.stderr("text"), Peer.stdout("Status: 200"), Peer.stdout(" OK\nA: b"), Peer.stdout("\n\nx"), Peer.end(1, 0)),
            List.of(Peer.end(504, 0)),
            List.of(Peer.end(0, RecordType.OVERLOADED)));
    private static final List<List<byte[]>> PLAIN = List.of(
            List.of(Peer.stdout("Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"), OVER, OK),
            List.of(Peer.stderr("text"), Peer.stdout("Location: /x\n"), Peer.stdout("A: b\n\npart"), Peer.record(RecordType.STDOUT, 1, new byte[3000], 200), OVER, OK),
            List.of(Peer.stdout("\n"), Peer.stdout("body"), OVER, Peer.end(7, 0)),
            List.of(Peer.end(0, RecordType.OVERLOADED)));

    private enum Kind { COMPLETE, BROKEN_OFF, FAILED, REFUSED, LOST, CLIENT_GONE }

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void nothingThatAWorkerSendsDoesHarm() throws Exception {
        Map<Kind, Integer> endings = run(DIALECT, path -> connection(path));
        assertThat(endings.keySet()).containsExactlyInAnyOrder(Kind.COMPLETE, Kind.BROKEN_OFF, Kind.FAILED, Kind.REFUSED, Kind.LOST);
    }

    @Test
    @Timeout(120)
    void nothingThatAForeignServerSendsDoesHarm() throws Exception {
        Map<Kind, Integer> endings = run(PLAIN,
                path -> new PlainConnection(new ServerAddress("unix:" + path), new FastCgiServer.Limits(2048, 1 << 20, directory), Duration.ofSeconds(5)));
        assertThat(endings.keySet()).containsExactlyInAnyOrder(Kind.COMPLETE, Kind.BROKEN_OFF, Kind.FAILED, Kind.REFUSED, Kind.LOST);
    }

    private static FastCgiConnection connection(Path path) {
        try {
            return new DialectConnection(Connector.connect(UnixDomainSocketAddress.of(path), Duration.ofSeconds(5), () -> true));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Opening {
        FastCgiConnection open(Path path);
    }

    private Map<Kind, Integer> run(List<List<byte[]>> corpus, Opening opening) throws Exception {
        Path path = directory.resolve("s");
        LinkedBlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
        Map<Kind, Integer> endings = new EnumMap<>(Kind.class);
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            Thread server = new Thread(() -> serve(listening, answers), "fuzz-server");
            server.setDaemon(true);
            server.start();
            for (long seed = FIRST_SEED; seed < FIRST_SEED + STREAMS; seed++) {
                Random random = new Random(seed);
                byte[] answer = mutated(corpus.get(random.nextInt(corpus.size())), random);
                try (FastCgiConnection connection = opening.open(path)) {
                    GeneratedBody body = random.nextInt(4) == 0 ? null : GeneratedBody.large(random.nextInt(100_000));
                    Supplier<Ending> exchange = () -> connection.exchange(PARAMETERS, body, new StrictSink());
                    answers.add(answer);
                    endings.merge(kind(ended(exchange, seed), seed), 1, Integer::sum);
                }
            }
        }
        return endings;
    }

    private static Ending ended(Supplier<Ending> exchange, long seed) {
        try {
            return exchange.get();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static Kind kind(Ending ending, long seed) {
        if (ending instanceof Ending.Complete) {
            return Kind.COMPLETE;
        } else if (ending instanceof Ending.BrokenOff brokenOff) {
            assertThat(brokenOff.reason()).as("seed %d", seed).doesNotContain("null", "Exception").hasSizeLessThan(300);
            return Kind.BROKEN_OFF;
        } else if (ending instanceof Ending.Failed failed) {
            assertThat(failed.status()).as("seed %d", seed).isBetween(400, 599);
            assertThat(failed.reason()).as("seed %d", seed).doesNotContain("null", "Exception").hasSizeLessThan(300);
            return Kind.FAILED;
        } else if (ending instanceof Ending.Refused) {
            return Kind.REFUSED;
        } else if (ending instanceof Ending.Lost lost) {
            assertThat(lost.reason()).as("seed %d", seed).isNotEmpty().doesNotContain("null").hasSizeLessThan(300);
            return Kind.LOST;
        }
        return Kind.CLIENT_GONE;
    }

    /** Answers each connection with the next stream, in pieces, and takes in what is sent until the other side closes. */
    private static void serve(ServerSocketChannel listening, LinkedBlockingQueue<byte[]> answers) {
        ByteBuffer waste = ByteBuffer.allocateDirect(1 << 17);
        while (true) {
            try (SocketChannel channel = listening.accept()) {
                byte[] answer = answers.take();
                Random pieces = new Random(answer.length);
                channel.read(waste.clear());
                try {
                    ByteBuffer rest = ByteBuffer.wrap(answer);
                    while (rest.hasRemaining()) {
                        rest.limit(Math.min(rest.position() + 1 + pieces.nextInt(4000), answer.length));
                        channel.write(rest);
                        rest.limit(answer.length);
                    }
                    channel.shutdownOutput();
                    while (channel.read(waste.clear()) >= 0) {
                        Thread.onSpinWait();
                    }
                } catch (IOException e) {
                    // the client has seen enough
                    continue;
                }
            } catch (IOException | InterruptedException e) {
                return;
            }
        }
    }

    private static byte[] mutated(List<byte[]> records, Random random) {
        List<byte[]> stream = new ArrayList<>(records);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(stream.size());
            switch (random.nextInt(4)) {
                case 0 -> stream.add(at, stream.get(random.nextInt(stream.size())));
                case 1 -> stream.add(stream.remove(at));
                case 2 -> stream.add(at, strange(random));
                default -> stream.set(at, strange(random));
            }
        }
        byte[] bytes = Peer.join(stream.toArray(byte[][]::new));
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 3 -> bytes = Peer.join(java.util.Arrays.copyOf(bytes, at), java.util.Arrays.copyOfRange(bytes, Math.min(bytes.length, at + 1 + random.nextInt(9)), bytes.length));
                default -> bytes = Peer.join(java.util.Arrays.copyOf(bytes, at), new byte[random.nextInt(9)], java.util.Arrays.copyOfRange(bytes, at, bytes.length));
            }
        }
        return bytes;
    }

    private static byte[] strange(Random random) {
        byte[] content = new byte[switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 65_535;
            default -> random.nextInt(40);
        }];
        random.nextBytes(content);
        int type = random.nextInt(3) == 0 ? random.nextInt(256) : new int[] {1, 3, 4, 5, 6, 7, 9, 10, 100, 101, 102, 103}[random.nextInt(12)];
        return Peer.record(type, random.nextInt(3) == 0 ? random.nextInt(1 << 16) : 1, content, random.nextInt(256));
    }

    /** Checks the order of the calls. */
    private static final class StrictSink extends RecordingSink {

        @Override
        public void whole(byte[] headAndBody) throws IOException {
            assertThat(calls).isEmpty();
            super.whole(headAndBody);
            check();
        }

        @Override
        public void head(byte[] bytes) throws IOException {
            assertThat(calls).isEmpty();
            super.head(bytes);
            check();
        }

        private void check() {
            assertThat(head).matches("(?s)[0-9]{3} [^\\x00-\\x08\\x0a-\\x1f]*\n([!#-'*+.^_`|~A-Za-z0-9-]+:[^\\x00-\\x08\\x0a-\\x1f\\x7f]*\n)*\n");
        }

        @Override
        public void body(ByteBuffer block, boolean flush) throws IOException {
            assertThat(calls).isNotEmpty().doesNotContain("whole");
            assertThat(block.hasRemaining() || flush).isTrue();
            super.body(block, flush);
        }

        @Override
        public void file(String path, long offset, long count) throws IOException {
            assertThat(calls).isNotEmpty().doesNotContain("whole");
            assertThat(offset + count).isNotNegative();
            super.file(path, offset, count);
        }
    }
}
