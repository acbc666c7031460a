package org.tomcatwsgi.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tomcatwsgi.fastcgi.Peer.end;
import static org.tomcatwsgi.fastcgi.Peer.record;
import static org.tomcatwsgi.fastcgi.Peer.stderr;
import static org.tomcatwsgi.fastcgi.Peer.stdout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PlainExchangeTest {

    private static final String[] GET = {"REQUEST_METHOD", "GET"};
    private static final byte[] OK = Peer.end(0, 0);
    private static final byte[] OVER = Peer.record(RecordType.STDOUT, 1, new byte[0], 0);
    private static final byte[] HELLO = stdout("Status: 200 OK\r\nContent-Type: text/plain\r\n\r\nhello");
    private static final Duration SOON = Duration.ofSeconds(5);

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path spool;

    private PlainConnection connect(FakeServer server) {
        return new PlainConnection(server.address(), new FastCgiServer.Limits(32768, 200 << 20, spool), SOON);
    }

    @Test
    void sendsTheLengthOfTheBodyAndNothingOfTheDialect() {
        AtomicReference<Map<String, String>> parameters = new AtomicReference<>();
        try (FakeServer server = FakeServer.unix(peer -> {
            parameters.set(peer.opening());
            peer.send(HELLO, OVER, OK);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            String[] sent = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "", "TOMCATWSGI_DIALECT", "1"};
            assertThat(connection.exchange(sent, GeneratedBody.of("b".repeat(12_345)), sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(parameters.get()).containsOnly(Map.entry("REQUEST_METHOD", "POST"), Map.entry("CONTENT_LENGTH", "12345"));
    }

    private Ending answered(byte[]... answer) {
        return answeredTo("GET", answer);
    }

    private Ending answeredTo(String method, byte[]... answer) {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(answer);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            return connection.exchange(new String[] {"REQUEST_METHOD", method}, null, sink);
        }
    }

    private Ending cut(byte[]... answer) {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(answer);
        }); PlainConnection connection = connect(server)) {
            return connection.exchange(GET, null, sink);
        }
    }

    @Test
    void aResponseArrives() {
        assertThat(answered(HELLO, stdout(" world"), OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.head).isEqualTo("200 OK\nContent-Type: text/plain\n\n");
        assertThat(sink.body()).isEqualTo("hello world");
    }

    @Test
    void aPeerThatSendsByteByByteIsUnderstood() {
        try (FakeServer server = FakeServer.tcp(peer -> {
            peer.request();
            peer.dribble(HELLO, OVER, OK);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(sink.body()).isEqualTo("hello");
    }

    /** Reads the whole FCGI_STDIN. */
    private static byte[] stdin(Peer peer) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (var record = peer.next(); record.content().length > 0; record = peer.next()) {
            body.write(record.content());
        }
        return body.toByteArray();
    }

    private Ending echoed(String text) {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            byte[] body = stdin(peer);
            peer.send(stdout("\n"));
            for (int at = 0; at < body.length; at += 60_000) {
                peer.send(record(RecordType.STDOUT, 1, Arrays.copyOfRange(body, at, Math.min(body.length, at + 60_000)), 1));
            }
            peer.send(OVER, OK);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            return connection.exchange(GET, GeneratedBody.of(text), sink);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, 65_535, 65_536, 65_537, 800_000})
    void bodiesOfAnySizeGoInAndOut(int size) throws IOException {
        String body = "0123456789abcdef".repeat(size / 16 + 1).substring(0, size);
        assertThat(echoed(body)).isEqualTo(new Ending.Complete());
        assertThat(sink.body()).isEqualTo(body);
        assertThat(filesIn(spool)).isZero();
    }

    private static long filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void aHundredMegabytesGoBothWaysAtOnce() {
        long size = 100 << 20;
        GeneratedBody body = GeneratedBody.large(size);
        CRC32 received = new CRC32();
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            peer.send(stdout("Status: 200 OK\n\n"));
            for (var record = peer.next(); record.content().length > 0; record = peer.next()) {
                received.update(record.content());
                peer.send(record(RecordType.STDOUT, 1, record.content(), 0));
            }
            peer.send(OVER, OK);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(received.getValue()).isEqualTo(body.checksum());
        assertThat(sink.size).isEqualTo(size);
        assertThat(sink.checksum.getValue()).isEqualTo(body.checksum());
    }

    @Test
    void aHundredMegabytesThatNobodyReadsDoNotHinderAHundredMegabytes() {
        byte[] block = record(RecordType.STDOUT, 1, new byte[65_000], 0);
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            peer.send(stdout("Status: 200 OK\n\n"));
            for (int i = 0; i < 1600; i++) {
                peer.send(block);
            }
            peer.send(OVER, OK);
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, GeneratedBody.large(100 << 20), sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(sink.size).isEqualTo(1600 * 65_000);
    }

    @Test
    void aBodyBeyondTheLimitIs413AndNothingIsLeft() throws IOException {
        try (FakeServer server = FakeServer.unix(Peer::request)) {
            PlainConnection connection = new PlainConnection(server.address(), new FastCgiServer.Limits(32768, 100_000, spool), SOON);
            assertThat(connection.exchange(GET, GeneratedBody.large(200_000), sink)).isEqualTo(
                    new Ending.Failed(413, "Refused: the request body has more than limitRequestBody [100000] bytes."));
            assertThat(connection.isOpen()).isFalse();
            assertThat(server.connections()).isZero();
        }
        assertThat(filesIn(spool)).isZero();
    }

    @Test
    void aSpoolDirectoryThatIsMissingIs500() {
        try (FakeServer server = FakeServer.unix(Peer::request)) {
            PlainConnection connection = new PlainConnection(server.address(), new FastCgiServer.Limits(32768, 1 << 30, spool.resolve("none")), SOON);
            assertThat(connection.exchange(GET, GeneratedBody.large(200_000), sink)).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
                assertThat(failed.status()).isEqualTo(500);
                assertThat(failed.reason()).contains(spool.resolve("none").toString());
            });
        }
    }

    @Test
    void aBodyThatBreaksOffIsTheClients() {
        IOException reason = new IOException("gone");
        try (FakeServer server = FakeServer.unix(Peer::request); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, GeneratedBody.breakingOff("part", reason), sink)).isEqualTo(new Ending.ClientGone(reason));
            assertThat(server.connections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "A: b                                          > 200 OK|A: b",
        "Location: /x                                  > 302 Found|Location: /x",
        "Status: 201|Location: /x                      > 201 |Location: /x",
        "STATUS: 404 Not Found: here|a:b               > 404 Not Found: here|a: b",
        "Status: 200 OK|Connection: close|Keep-Alive: 5|Transfer-Encoding: chunked|Upgrade: h2|TE: x|Trailer: y|X: z > 200 OK|X: z",
        "Set-Cookie: a=1|Set-Cookie: b=2               > 200 OK|Set-Cookie: a=1|Set-Cookie: b=2",
        "Empty:                                        > 200 OK|Empty: "})
    void headsAreRendered(String head, String rendered) {
        for (String end : new String[] {"\n", "\r\n"}) {
            assertThat(answered(stdout(head.replace("|", end) + end + end), OVER, OK)).isEqualTo(new Ending.Complete());
            assertThat(sink.head).isEqualTo(rendered.replace('|', '\n') + (rendered.endsWith(":") ? " " : rendered.endsWith("201") ? " " : "") + "\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no colon\n\n", "A b: c\n\n", ": c\n\n", "A: b\rC: d\n\n", "A: b\u0000\n\n", "A: b\u007f\n\n", "A: b\n folded: c\n\n", "Status: 99 X\n\n", "Status: 700 X\n\n",
        "Status: 101 Switching\n\n", "Status: 2000 X\n\n", "Status: OK\n\n", "Status: 200 OK\nStatus: 201 OK\n\n", "Content-Length: 5\nContent-Length: 6\n\n", "Content-Length: -1\n\n",
        "Content-Length: 5, 5\n\n", "Content-Length: 99999999999999999999\n\n", "HTTP/1.1 200 OK\nA: b\n\n"})
    void aMalformedHeadIs500(String head) {
        assertThat(answered(stdout(head), OVER, OK)).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.reason()).startsWith("The server sent a ");
        });
        assertThat(sink.calls).isEmpty();
    }

    @Test
    void aHeadBeyondTheLimitIs500() {
        assertThat(answered(stdout("A: " + "x".repeat(32_764) + "\n\n"), OVER, OK)).isEqualTo(
                new Ending.Failed(500, "The server sent a response head of more than headerBufferSize [32768] bytes."));
        assertThat(answered(stdout("A: " + "x".repeat(50_000)))).isInstanceOf(Ending.Failed.class);
        assertThat(answered(stdout("A: " + "x".repeat(32_764) + "\n"), stdout("\n"), OVER, OK)).isEqualTo(
                new Ending.Failed(500, "The server sent a response head of more than headerBufferSize [32768] bytes."));
        assertThat(answered(stdout("A: " + "x".repeat(32_000) + "\n"), stdout("\nbody"), OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.body()).isEqualTo("body");
    }

    @Test
    void aBodyShorterThanItsLengthIsABreak() {
        assertThat(answered(stdout("Content-Length: 9\n\nhello"), OVER, OK)).isEqualTo(
                new Ending.BrokenOff("The response is [4] bytes shorter than its Content-Length."));
        assertThat(answeredTo("HEAD", stdout("Content-Length: 9\n\n"), OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(answered(stdout("Status: 304 Not Modified\nContent-Length: 9\n\n"), OVER, OK)).isEqualTo(new Ending.Complete());
    }

    @Test
    void aBodyLongerThanItsLengthIsCut() {
        assertThat(answered(stdout("Content-Length: 3\n\nhello"), stdout("more"), OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.body()).isEqualTo("hel");
        assertThat(sink.head).isEqualTo("200 OK\nContent-Length: 3\n\n");
    }

    @Test
    void whatTheServerLogsIsLogged() {
        assertThat(answered(stderr("first\n"), HELLO, stderr(""), stderr("second"), OVER, end(3, 0))).isEqualTo(new Ending.Complete());
        assertThat(sink.log).containsExactly("first", "second", "The application ended with the appStatus [3].");
    }

    @Test
    void strangeRecordsAreSkipped() {
        byte[] foreign = record(RecordType.STDOUT, 2, new byte[70], 3);
        byte[] management = record(77, 0, new byte[200], 255);
        assertThat(answered(foreign, management, record(RecordType.WSGI_READ, 1, new byte[4], 0), HELLO, record(RecordType.END_REQUEST, 256, new byte[8], 0), stdout("!"), OVER, OK))
                .isEqualTo(new Ending.Complete());
        assertThat(sink.body()).isEqualTo("hello!");
    }

    @Test
    void endsWithoutAResponseAre500() {
        assertThat(answered(OVER, OK)).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(500));
        assertThat(answered(end(0, 1))).isInstanceOf(Ending.Failed.class);
        assertThat(answered(stdout("Status: 2"), end(0, 0))).isInstanceOf(Ending.Failed.class);
        assertThat(answered(stdout("A: b\n\n"), end(0, 1))).isInstanceOf(Ending.BrokenOff.class);
        assertThat(answered(record(RecordType.END_REQUEST, 1, new byte[9], 0))).isEqualTo(
                new Ending.Failed(500, "The server sent an FCGI_END_REQUEST of [9] bytes instead of 8."));
        assertThat(answered("SSH-2.0-x\r\n".getBytes(ISO_8859_1))).isEqualTo(new Ending.Failed(500, "The server sent a record of version [83] instead of 1."));
    }

    @Test
    void theConnectionsEndIsLostOrABreak() {
        assertThat(cut()).isEqualTo(new Ending.Lost("the connection was closed", true));
        assertThat(cut(stdout("Status: 200"))).isEqualTo(new Ending.Lost("the connection was closed", true));
        assertThat(cut(HELLO, OVER)).isEqualTo(new Ending.BrokenOff("The response broke off: the connection was closed."));
        assertThat(cut(HELLO, new byte[] {1, 3, 0})).isInstanceOf(Ending.BrokenOff.class);
    }

    @Test
    void aServerThatIsNotThereLosesNothing() {
        FakeServer gone = FakeServer.unix(Peer::request);
        gone.close();
        try (PlainConnection connection = connect(gone)) {
            GeneratedBody body = GeneratedBody.of("body");
            assertThat(connection.exchange(GET, body, sink)).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isFalse());
            assertThat(echoAgain(body)).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500_000})
    void aRefusedBodyIsThereForTheNextServer(int size) throws IOException {
        String text = "0123456789".repeat(size / 10);
        GeneratedBody body = GeneratedBody.of(text);
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            stdin(peer);
            peer.send(end(0, RecordType.OVERLOADED));
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Refused());
        }
        assertThat(echoAgain(body)).isEqualTo(text);
        assertThat(filesIn(spool)).isZero();
    }

    private String echoAgain(GeneratedBody body) {
        AtomicReference<byte[]> received = new AtomicReference<>();
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            received.set(stdin(peer));
            peer.send(HELLO, OVER, OK);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Complete());
        }
        return new String(received.get(), ISO_8859_1);
    }

    @Test
    void aRefusedBodyThatCannotBeTakenBackIsNotLostSilently() {
        RequestBody once = new RequestBody() {
            private boolean read;

            @Override
            public int read(byte[] block, int offset, int length) {
                int count = read ? -1 : 1;
                read = true;
                return count;
            }

            @Override
            public int available() {
                return 0;
            }

            @Override
            public boolean finished() {
                return read;
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            peer.send(end(0, RecordType.OVERLOADED));
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, once, sink)).isEqualTo(
                    new Ending.Failed(503, "No other server can be asked: the request body was read and cannot be sent again."));
        }
    }

    @Test
    void aRefusalBehindOutputIsNone() {
        assertThat(answered(stdout("St"), end(0, RecordType.OVERLOADED))).isInstanceOf(Ending.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "stream", "send", "connect"})
    void closingEndsAnExchangeAtOnce(String when) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        RecordingSink signalling = new RecordingSink() {
            @Override
            public void body(ByteBuffer block, boolean flush) throws IOException {
                super.body(block, flush);
                reached.countDown();
            }
        };
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            if (when.equals("stream")) {
                peer.send(HELLO);
            } else {
                reached.countDown();
            }
            over.await();
        }); PlainConnection connection = connect(server)) {
            Runnable closing = connection::close;
            GeneratedBody body = when.equals("send") ? GeneratedBody.large(10 << 20) : null;
            if (when.equals("connect")) {
                closing.run();
            }
            CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() -> connection.exchange(GET, body, signalling));
            if (!when.equals("connect")) {
                reached.await();
            }
            closing.run();
            assertThat(ending.get(5, TimeUnit.SECONDS)).isEqualTo(when.equals("stream") ? new Ending.BrokenOff("The response broke off: the connection was closed.")
                    : new Ending.Lost("the connection was closed", !when.equals("connect")));
            over.countDown();
        }
        assertThat(filesIn(spool)).isZero();
    }

    @Test
    void anInterruptEndsAnExchange() throws Exception {
        AtomicReference<Ending> ending = new AtomicReference<>();
        try (FakeServer server = FakeServer.unix(Peer::awaitEnd); PlainConnection connection = connect(server)) {
            Thread thread = new Thread(() -> ending.set(connection.exchange(GET, null, sink)));
            thread.start();
            Awaitility.await().until(() -> server.connections() == 1);
            thread.interrupt();
            thread.join(5000);
            assertThat(ending.get()).isInstanceOf(Ending.Lost.class);
        }
    }

    @Test
    void aSinkThatFailsMeansThatTheClientHasGone() {
        IOException gone = new IOException("gone");
        RecordingSink failing = new RecordingSink() {
            @Override
            public void head(byte[] head) throws IOException {
                throw gone;
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(HELLO);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, failing)).isEqualTo(new Ending.ClientGone(gone));
        }
    }

    @Test
    void aResponseThatTheContainerDoesNotTakeIsAFailure() {
        RecordingSink failing = new RecordingSink() {
            @Override
            public void head(byte[] head) {
                throw new IllegalArgumentException("odd");
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(HELLO);
            peer.awaitEnd();
        }); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, failing)).isEqualTo(new Ending.Failed(500,
                    "The response cannot be sent: java.lang.IllegalArgumentException: odd."));
        }
    }

    @Test
    void parametersBeyondTheLimitAreRefused() {
        String[] large = new String[34];
        Arrays.fill(large, "x".repeat(1 << 20));
        try (FakeServer server = FakeServer.unix(Peer::request); PlainConnection connection = connect(server)) {
            assertThat(connection.exchange(large, null, sink)).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(500));
            assertThat(server.connections()).isZero();
        }
    }
}
