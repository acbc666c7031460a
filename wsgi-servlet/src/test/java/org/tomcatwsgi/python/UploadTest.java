package org.tomcatwsgi.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.border.Application;

/** Request bodies on their way into a real interpreter: every byte once and in order, whatever the sizes. */
class UploadTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String SCRIPT = """
            import hashlib
            import os
            import sys


            def pieces(body, how):
                if how == "lines":
                    return iter(body)
                if how == "all":
                    return iter([body.read()])
                return iter(lambda: body.read(int(how)), b"")


            def close_all(first):
                for descriptor in range(first, 100):
                    try:
                        os.close(descriptor)
                    except OSError:
                        pass


            def application(environ, start_response):
                digest = hashlib.sha256()
                length = 0
                trouble = environ["PATH_INFO"]
                body = environ["wsgi.input"]
                try:
                    for piece in pieces(body, environ["QUERY_STRING"]):
                        digest.update(piece)
                        length += len(piece)
                        if trouble == "/stdin":
                            if os.read(0, 100) or sys.stdin.read():
                                raise RuntimeError("standard input has something in it")
                        elif trouble == "/closed":
                            close_all(0)
                        elif trouble == "/replaced":
                            close_all(3)
                            kept = [open(__file__, "rb") for i in range(10)]
                    answer = "%d %s" % (length, digest.hexdigest())
                except OSError as error:
                    answer = "OSError %s" % error
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [answer.encode()]
            """;

    @TempDir
    private static Path directory;
    private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
    private static Application application;
    private static Interpreter interpreter;

    @BeforeAll
    static void open() throws IOException {
        System.getProperties().putIfAbsent("polyglot.engine.userResourceCache", Path.of("target", "resources").toAbsolutePath().toString());
        Path script = directory.resolve("app.wsgi");
        // longer than the blocks: what is read from it by mistake looks like a body
        Files.writeString(script, SCRIPT + "# filler\n".repeat(20_000));
        application = new Application(Application.SCRIPT, script.toString(), "application");
        interpreter = start(LOG);
    }

    @AfterAll
    static void close() {
        interpreter.close(Duration.ofSeconds(30));
        assertThat(LOG).as("the fast way was never given up").noneMatch(line -> line.contains("standard input"));
    }

    private static Interpreter start(Queue<String> log) {
        return Interpreter.open(new InterpreterSettings("", "1.1", 8, 1, List.of(), "", "", directory.toString(), Map.of(),
                Path.of("target", "tester-work").toAbsolutePath(), 16L << 20, false, false, false, Duration.ZERO, null, (level, text) -> log.add(level + " " + text)), List.of(application));
    }

    @Test
    void bodiesOfEverySizeAroundTheThresholdsComeWhole() {
        for (int around : new int[] {0, 1 << 13, 1 << 14, 1 << 16, 1 << 18}) {
            for (int size = Math.max(0, around - 1); size <= around + 1; size++) {
                for (String how : new String[] {"all", "lines", "1000", "8191", "8192", "8193", "65536", "200000"}) {
                    check(interpreter, "/", how, size);
                }
            }
        }
        for (int size = MEBIBYTE - 1; size <= MEBIBYTE + 1; size++) {
            check(interpreter, "/", "all", size);
            check(interpreter, "/", "65536", size);
            check(interpreter, "/", Integer.toString(MEBIBYTE), size);
            check(interpreter, "/", Integer.toString(MEBIBYTE + 1), size);
        }
        check(interpreter, "/", "3000000", 3 * MEBIBYTE + 5);
        check(interpreter, "/", "all", 3 * MEBIBYTE + 5);
    }

    @Test
    void concurrentBodiesDoNotMix() {
        CompletableFuture<?>[] all = IntStream.range(0, 8).mapToObj(number -> {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            new Thread(null, () -> {
                try {
                    for (int round = 0; round < 15; round++) {
                        check(interpreter, "/", number % 2 == 0 ? "65536" : "all", 20_000 + 37_000 * (number + round));
                    }
                    ended.complete(null);
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            }, "upload " + number, 16L << 20).start();
            return ended;
        }).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
    }

    @Test
    void theApplicationSeesAnEmptyStandardInput() {
        check(interpreter, "/stdin", "65536", 500_000);
    }

    @Test
    void aBodyThatBreaksOffAfterLargeBlocksRaisesOSError() {
        for (String how : new String[] {"all", "65536", "lines"}) {
            assertThat(answer(interpreter, "/", how, new Broken())).isEqualTo("OSError mod_wsgi request data read error: cut off");
        }
    }

    @Test
    void aThreadThatIsInterruptedWhileItsBodyComesLeavesTheStandardInputOpen() {
        byte[] body = body(500_000);
        InputStream interrupting = new FilterInputStream(new ByteArrayInputStream(body)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                Thread.currentThread().interrupt();
                return super.read(bytes, offset, length);
            }
        };
        try {
            // GraalPy may break the request off, with any way of reading
            outcome(interpreter, "/", "65536", interrupting);
        } finally {
            Thread.interrupted();
        }
        check(interpreter, "/", "65536", 500_000);
    }

    @Test
    void anApplicationThatClosesOrReplacesDescriptorsGetsItsBodyAllTheSame() {
        for (String trouble : new String[] {"/closed", "/replaced"}) {
            Queue<String> log = new ConcurrentLinkedQueue<>();
            Interpreter troubled = start(log);
            try {
                check(troubled, trouble, "65536", 500_000);
                check(troubled, "/", "65536", 500_000);
                assertThat(log).filteredOn(line -> line.contains("standard input")).as(trouble).hasSize(1).first().asString().startsWith("WARNING ");
            } finally {
                troubled.close(Duration.ofSeconds(30));
            }
        }
    }

    private static void check(Interpreter interpreter, String path, String how, int size) {
        byte[] body = body(size);
        assertThat(answer(interpreter, path, how, new InPieces(body))).as("%d bytes, read by %s%s", size, how, path).isEqualTo(expected(body));
    }

    private static byte[] body(int size) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        return body;
    }

    private static String answer(Interpreter interpreter, String path, String how, InputStream body) {
        Outcome outcome = outcome(interpreter, path, how, body);
        assertThat(outcome).as(LOG::toString).isInstanceOf(Outcome.Whole.class);
        String response = new String(((Outcome.Whole) outcome).bytes(), StandardCharsets.ISO_8859_1);
        return response.substring(response.lastIndexOf('\n') + 1);
    }

    private static Outcome outcome(Interpreter interpreter, String path, String how, InputStream body) {
        Transport transport = new Transport(body, head -> { }, OutputStream.nullOutputStream(), part -> { }, null);
        Outcome outcome = interpreter.visit(transport, application, new String[] {
            "REQUEST_METHOD", "POST", "REQUEST_URI", path, "REQUEST_SCHEME", "http", "PATH_INFO", path, "SCRIPT_NAME", "", "QUERY_STRING", how});
        transport.revoke();
        return outcome;
    }

    private static String expected(byte[] body) {
        try {
            return body.length + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A body as it comes from a network: in pieces of any size. */
    private static final class InPieces extends ByteArrayInputStream {

        private final Random random;

        InPieces(byte[] body) {
            super(body);
            random = new Random(body.length);
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(40_000)));
        }
    }

    /** A body of zeros that breaks off. */
    private static final class Broken extends InputStream {

        private int left = 300_000;

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                throw new IOException("cut off");
            }
            int count = Math.min(left, Math.min(length, 20_000));
            left -= count;
            return count;
        }
    }
}
