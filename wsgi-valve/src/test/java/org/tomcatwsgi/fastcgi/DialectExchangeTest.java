package org.tomcatwsgi.fastcgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tomcatwsgi.fastcgi.Peer.end;
import static org.tomcatwsgi.fastcgi.Peer.file;
import static org.tomcatwsgi.fastcgi.Peer.join;
import static org.tomcatwsgi.fastcgi.Peer.read;
import static org.tomcatwsgi.fastcgi.Peer.record;
import static org.tomcatwsgi.fastcgi.Peer.stdout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DialectExchangeTest {

    private static final String[] GET = {"REQUEST_METHOD", "GET", "X", "\u00e9"};
    private static final byte[] OK = Peer.end(0, 0);
    private static final byte[] OVER = Peer.record(RecordType.STDOUT, 1, new byte[0], 0);
    private static final byte[] HELLO = stdout("Status: 200 OK\nContent-Type: text/plain\n\nhello");

    private final RecordingSink sink = new RecordingSink();

    private static DialectConnection connect(FakeServer server) throws IOException {
        return new DialectConnection(Connector.connect(server.address().resolve(), Duration.ofSeconds(5), () -> true));
    }

    /** One request, to which the server answers with these bytes and then waits for the connection's end. */
    private Ending answered(byte[]... answer) throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(answer);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            return connection.exchange(GET, null, sink);
        }
    }

    /** The same, but then the server closes. */
    private Ending cut(byte[]... answer) throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(answer);
        }); DialectConnection connection = connect(server)) {
            Ending ending = connection.exchange(GET, null, sink);
            assertThat(connection.isOpen()).isEqualTo(ending instanceof Ending.Complete);
            return ending;
        }
    }

    @Test
    void aResponseOfOnePieceIsGivenWhole() throws IOException {
        assertThat(answered(HELLO, OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.calls).containsExactly("whole");
        assertThat(sink.head).isEqualTo("200 OK\nContent-Type: text/plain\n\n");
        assertThat(sink.body()).isEqualTo("hello");
    }

    @Test
    void theEmptyStdoutMayBeMissing() throws IOException {
        assertThat(answered(HELLO, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.calls).containsExactly("whole");
    }

    @Test
    void parametersArriveAndTheConnectionCarriesManyRequests() throws IOException {
        AtomicReference<Map<String, String>> last = new AtomicReference<>();
        try (FakeServer server = FakeServer.unix(peer -> {
            for (var parameters = peer.request(); parameters != null; parameters = peer.request()) {
                last.set(parameters);
                peer.send(HELLO, OVER, OK);
            }
        }); DialectConnection connection = connect(server)) {
            for (int i = 0; i < 100; i++) {
                String value = "v".repeat(i * 1000);
                assertThat(connection.exchange(new String[] {"A", value, "B", "", "\u00e9", "\u00ff"}, null, sink)).isEqualTo(new Ending.Complete());
                assertThat(last.get()).isEqualTo(Map.of("A", value, "B", "", "\u00e9", "\u00ff"));
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void parametersBeyondTheLimitAreRefusedAndTheConnectionStays() throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            while (peer.request() != null) {
                peer.send(HELLO, OVER, OK);
            }
        }); DialectConnection connection = connect(server)) {
            String megabyte = "x".repeat(1 << 20);
            String[] large = new String[34];
            java.util.Arrays.fill(large, megabyte);
            assertThat(connection.exchange(large, null, sink)).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
                assertThat(failed.status()).isEqualTo(500);
                assertThat(failed.reason()).contains("[16777216]");
            });
            assertThat(sink.calls).isEmpty();
            String[] most = java.util.Arrays.copyOf(large, 14);
            assertThat(connection.exchange(most, null, sink)).isEqualTo(new Ending.Complete());
        }
    }

    @Test
    void aPeerThatSendsByteByByteIsUnderstood() throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.dribble(HELLO, stdout(" world"), OVER, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(sink.head).isEqualTo("200 OK\nContent-Type: text/plain\n\n");
        assertThat(sink.body()).isEqualTo("hello world");
    }

    @Test
    void aHeadInRecordsOfOneByteIsUnderstoodInTime() throws IOException {
        String head = "Status: 200 OK\nX-Long: " + "x".repeat(900_000) + "\n\n";
        assertThat(answered(oneByOne(head), OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.head).hasSize(head.length() - 8);
    }

    private static byte[] oneByOne(String text) {
        ByteBuffer all = ByteBuffer.allocate(9 * text.length());
        for (int i = 0; i < text.length(); i++) {
            all.put(stdout(text.substring(i, i + 1)));
        }
        return all.array();
    }

    @Test
    void piecesAreFlushedOnlyWhenNothingMoreIsThere() throws IOException {
        CountDownLatch first = new CountDownLatch(1);
        RecordingSink counting = new RecordingSink() {
            @Override
            public void body(ByteBuffer block, boolean flush) throws IOException {
                super.body(block, flush);
                first.countDown();
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(stdout("Status: 200 OK\n\n1"));
            first.await();
            peer.send(stdout("22"), stdout("333"), stdout("4444"), OVER, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, counting)).isEqualTo(new Ending.Complete());
        }
        assertThat(counting.calls).containsExactly("head", "body 1 flush", "body 2", "body 3", "body 4");
    }

    @Test
    void aHundredMegabytesGoInAndOut() throws IOException {
        long size = 100 << 20;
        GeneratedBody body = GeneratedBody.large(size);
        GeneratedBody answer = GeneratedBody.large(size);
        CRC32 received = new CRC32();
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            for (boolean over = false; !over;) {
                peer.send(read(1 << 20));
                for (var record = peer.next(); ; record = peer.next()) {
                    received.update(record.content());
                    over = record.type() == RecordType.STDIN && record.content().length == 0;
                    if (over || record.type() == RecordType.WSGI_PAUSE) {
                        break;
                    }
                }
            }
            peer.send(stdout("Status: 200 OK\n\n"));
            byte[] block = new byte[65_535];
            for (int count = answer.read(block, 0, block.length); count > 0; count = answer.read(block, 0, block.length)) {
                peer.send(record(RecordType.STDOUT, 1, java.util.Arrays.copyOf(block, count), 7));
            }
            peer.send(OVER, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Complete());
        }
        assertThat(received.getValue()).isEqualTo(body.checksum());
        assertThat(sink.size).isEqualTo(size);
        assertThat(sink.checksum.getValue()).isEqualTo(answer.checksum());
    }

    @Test
    void theBodyIsSentOnDemandOnly() throws IOException {
        GeneratedBody body = GeneratedBody.inPieces("abcdefgh", 3);
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            for (String expected : new String[] {"5:ab", "101:", "5:c", "101:", "5:def", "101:", "5:gh", "5:"}) {
                if (expected.equals("5:ab")) {
                    peer.send(read(2));
                } else if (expected.equals("5:c") || expected.equals("5:def") || expected.equals("5:gh")) {
                    peer.send(read(100));
                }
                var record = peer.next();
                if (!expected.equals(record.type() + ":" + record.text())) {
                    throw new IllegalStateException(expected + " <> " + record.type() + ":" + record.text());
                }
            }
            // behind the body's end a question has no answer: the next record is the next request's
            peer.send(read(1), HELLO, OVER, OK);
            peer.request();
            peer.send(HELLO, OVER, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Complete());
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Complete());
        }
    }

    @Test
    void aBodyThatNobodyAsksForIsNotTouched() throws IOException {
        GeneratedBody body = GeneratedBody.of("body");
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            peer.send(HELLO, OVER, OK);
            peer.opening();
            peer.send(end(0, RecordType.OVERLOADED));
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Complete());
            assertThat(connection.exchange(GET, body, sink)).isEqualTo(new Ending.Refused());
            assertThat(connection.isOpen()).isTrue();
        }
        assertThat(body.given()).isZero();
    }

    @Test
    void aRefusalAfterTheBodyWasUsedIsNone() throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            peer.send(read(2));
            peer.next();
            peer.send(end(0, RecordType.OVERLOADED));
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, GeneratedBody.of("body"), sink)).isInstanceOf(Ending.Failed.class);
        }
    }

    @Test
    void aBodyThatBreaksOffIsTheApplicationsAffair() throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.opening();
            peer.send(read(100));
            var data = peer.next();
            while (data.type() == RecordType.STDIN) {
                peer.send();
                data = peer.next();
                if (data.type() == RecordType.WSGI_PAUSE) {
                    peer.send(read(100));
                    data = peer.next();
                }
            }
            peer.send(stdout("Status: 400 Bad\n\n" + data.type() + new String(data.content(), UTF_8).length()), OVER, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            IOException reason = new IOException("\u00fcber");
            assertThat(connection.exchange(GET, GeneratedBody.breakingOff("part", reason), sink)).isEqualTo(new Ending.Complete());
            assertThat(connection.isOpen()).isTrue();
        }
        assertThat(sink.body()).isEqualTo("1024");
    }

    @Test
    void filesArePartsOfTheBody() throws IOException {
        assertThat(answered(stdout("Status: 200 OK\n\n"), file(3, 5_000_000_000L, "/srv/\u00e9"), OVER, OK)).isEqualTo(new Ending.Complete());
        assertThat(sink.calls).containsExactly("head", "file /srv/\u00e9 3 5000000000");
    }

    @Test
    void appStatusesAreEndings() throws IOException {
        assertThat(answered(end(504, 0))).isEqualTo(new Ending.Failed(504, ""));
        assertThat(answered(end(500, 0))).isEqualTo(new Ending.Failed(500, ""));
        assertThat(answered(end(1, 0))).isEqualTo(new Ending.Failed(500, ""));
        assertThat(answered(stdout("Status: 200 OK\n\npart"), OVER, end(1, 0))).isEqualTo(new Ending.BrokenOff(""));
        assertThat(answered(end(77, 3))).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.reason()).contains("[77]", "[3]"));
        assertThat(answered(stdout("Status: 2"), end(0, 0))).isInstanceOf(Ending.Failed.class);
    }

    @Test
    void aConnectionGoesOnAfterAResponseThatBrokeOff() throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(stdout("Status: 200 OK\n\npart"), end(1, 0));
            peer.request();
            peer.send(HELLO, OVER, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.BrokenOff(""));
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Complete());
        }
    }

    @Test
    void anEndBeforeTheResponseIsLost() throws IOException {
        assertThat(cut()).isEqualTo(new Ending.Lost("the connection was closed", true));
        assertThat(cut(stdout("Status: 200 OK\n"))).isEqualTo(new Ending.Lost("the connection was closed", true));
        assertThat(sink.calls).isEmpty();
    }

    @Test
    void anEndInMidStreamIsABreak() throws IOException {
        assertThat(cut(stdout("Status: 200 OK\n\npart"))).isEqualTo(new Ending.BrokenOff("The response broke off: the connection was closed."));
        assertThat(cut(HELLO, OVER, new byte[] {1, 3, 0})).isInstanceOf(Ending.BrokenOff.class);
    }

    @Test
    void anIdleConnectionThatWasClosedLosesNothing() throws IOException {
        for (FakeServer made : new FakeServer[] {FakeServer.unix(DialectExchangeTest::serveOne), FakeServer.tcp(DialectExchangeTest::serveOne)}) {
            try (FakeServer server = made; DialectConnection connection = connect(server)) {
                assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Complete());
                server.awaitNoConnection();
                assertThat(connection.exchange(GET, GeneratedBody.of("body"), sink)).isInstanceOfSatisfying(Ending.Lost.class,
                        lost -> assertThat(lost.delivered()).isFalse());
                assertThat(connection.isOpen()).isFalse();
                assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Lost("the connection was closed", false));
            }
        }
    }

    /** What is left unread behind the parameters need not have kept the application from running. */
    @Test
    void aResetThatLeavesADoubtCountsAsDelivered() throws IOException {
        String[] small = {"A", "v"};
        String[] large = {"A", "v".repeat(60_000)};
        try (FakeServer server = FakeServer.unix(Peer::opening); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(large, null, sink)).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isTrue());
        }
        try (FakeServer server = FakeServer.tcp(Peer::opening); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(small, null, sink)).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isTrue());
        }
    }

    private static void serveOne(Peer peer) throws IOException {
        peer.request();
        peer.send(HELLO, OVER, OK);
    }

    @Test
    void whatComesBetweenTwoRequestsIsNoAnswer() throws IOException {
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(HELLO, OVER, OK, OK);
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Complete());
            assertThat(connection.exchange(GET, null, sink)).isEqualTo(new Ending.Lost("the worker sent something between two requests", false));
        }
    }

    @Test
    void strangeRecordsAreSkipped() throws IOException {
        byte[] foreign = record(RecordType.STDOUT, 2, new byte[70], 3);
        byte[] management = record(77, 0, new byte[200], 255);
        byte[] unknown = record(200, 1, new byte[65_535], 255);
        byte[] otherEnd = record(RecordType.END_REQUEST, 9, new byte[8], 0);
        assertThat(answered(foreign, management, OVER, unknown, HELLO, otherEnd, foreign, stdout(" you"), management, OVER, stdout("!"), OK))
                .isEqualTo(new Ending.Complete());
        assertThat(sink.body()).isEqualTo("hello you!");
    }

    @Test
    void paddingIsSkippedAndStderrLogged() throws IOException {
        byte[] padded = record(RecordType.STDOUT, 1, "Status: 201 Made\n\nbody".getBytes(UTF_8), 255);
        assertThat(answered(Peer.stderr("h\u00e4"), padded, record(RecordType.STDOUT, 1, new byte[0], 9), record(RecordType.END_REQUEST, 1, new byte[8], 17)))
                .isEqualTo(new Ending.Complete());
        assertThat(sink.calls).containsExactly("whole");
        assertThat(sink.body()).isEqualTo("body");
        assertThat(sink.log).containsExactly("h\u00e4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n", "Status: 20 OK\n\n", "Status: 200\n\n", "Status: 200 OK\nnocolon\n\n", "Status: 200 OK\n: empty\n\n",
        "Status: 200 OK\nA b: c\n\n", "Status: 200 OK\r\n\r\n", "Status: 200 OK\nA: b\u0000\n\n", "Status: 200 OK\nA: b\u007f\n\n"})
    void aMalformedHeadIsLost(String head) throws IOException {
        assertThat(answered(stdout(head), OVER, OK)).isInstanceOfSatisfying(Ending.Lost.class, lost -> {
            assertThat(lost.delivered()).isTrue();
            assertThat(lost.reason()).startsWith("the worker sent ");
        });
        assertThat(sink.calls).isEmpty();
    }

    @Test
    void garbageIsLost() throws IOException {
        assertThat(answered("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8))).isEqualTo(new Ending.Lost("the worker sent a record of version [72] instead of 1", true));
        assertThat(answered(read(0))).isInstanceOf(Ending.Lost.class);
        assertThat(answered(file(0, 1, "/x"))).isInstanceOf(Ending.Lost.class);
        assertThat(answered(stdout("Status: 200 OK\n\n"), file(-1, 1, "/x"))).isInstanceOf(Ending.BrokenOff.class);
        assertThat(answered(stdout("Status: 200 OK\n\n"), file(Long.MAX_VALUE, 1, "/x"))).isInstanceOf(Ending.BrokenOff.class);
        assertThat(answered(stdout("Status: 200 OK\n\n"), record(RecordType.END_REQUEST, 1, new byte[7], 0))).isInstanceOf(Ending.BrokenOff.class);
    }

    @Test
    void aHeadWithoutEndIsLost() throws IOException {
        byte[] part = record(RecordType.STDOUT, 1, "x".repeat(60_000).getBytes(UTF_8), 0);
        byte[] all = stdout("Status: 200 OK\nX: ");
        for (int i = 0; i < 20; i++) {
            all = join(all, part);
        }
        assertThat(answered(all)).isEqualTo(new Ending.Lost("the worker sent a head of more than [1048576] bytes", true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingEndsAnExchangeAtOnce(boolean begun) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        RecordingSink signalling = new RecordingSink() {
            @Override
            public void body(ByteBuffer block, boolean flush) throws IOException {
                super.body(block, flush);
                reached.countDown();
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            if (begun) {
                peer.send(stdout("Status: 200 OK\n\npart"));
            } else {
                reached.countDown();
            }
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            CompletableFuture<Ending> ending = CompletableFuture.supplyAsync(() -> connection.exchange(GET, null, signalling));
            Runnable closing = connection::close;
            reached.await();
            closing.run();
            assertThat(ending.get(5, TimeUnit.SECONDS)).isEqualTo(begun ? new Ending.BrokenOff("The response broke off: the connection was closed.")
                    : new Ending.Lost("the connection was closed", true));
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void aSinkThatFailsMeansThatTheClientHasGone() throws IOException {
        IOException gone = new IOException("gone");
        RecordingSink failing = new RecordingSink() {
            @Override
            public void body(ByteBuffer block, boolean flush) throws IOException {
                throw gone;
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(stdout("Status: 200 OK\n\npart"));
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, failing)).isEqualTo(new Ending.ClientGone(gone));
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    void aResponseThatTheContainerDoesNotTakeIsAFailure() throws IOException {
        RecordingSink failing = new RecordingSink() {
            @Override
            public void head(byte[] head) {
                throw new IllegalArgumentException("odd");
            }
        };
        try (FakeServer server = FakeServer.unix(peer -> {
            peer.request();
            peer.send(stdout("Status: 200 OK\n\npart"));
            peer.awaitEnd();
        }); DialectConnection connection = connect(server)) {
            assertThat(connection.exchange(GET, null, failing)).isEqualTo(new Ending.Failed(500,
                    "The response cannot be sent: java.lang.IllegalArgumentException: odd."));
        }
    }
}
