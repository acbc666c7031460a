package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FastCgiServerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String[] GET = {"REQUEST_METHOD", "GET"};

    @TempDir
    private Path directory;

    private FastCgiServer server(ServerAddress address) {
        return new FastCgiServer(address, new FastCgiServer.Limits(32768, 1 << 20, directory));
    }

    private static byte[] values(String... pairs) {
        ByteBuffer content = ByteBuffer.allocate(1000);
        for (int i = 0; i < pairs.length; i += 2) {
            content.put((byte) pairs[i].length()).put((byte) pairs[i + 1].length()).put(pairs[i].getBytes()).put(pairs[i + 1].getBytes());
        }
        byte[] all = new byte[content.flip().remaining()];
        content.get(all);
        return Peer.record(RecordType.GET_VALUES_RESULT, 0, all, 3);
    }

    private FastCgiServer.Probe probed(FakeServer.Script script) throws IOException {
        try (FakeServer fake = FakeServer.unix(script)) {
            return server(fake.address()).probe(SHORT);
        }
    }

    @Test
    void aWorkerOfOursSaysSo() throws IOException {
        FakeServer.Script answering = peer -> {
            Peer.Record question = peer.next();
            if (question.type() != RecordType.GET_VALUES || question.id() != 0 || !question.text().contains("TOMCATWSGI_DIALECT") || !question.text().contains("FCGI_MAX_REQS")) {
                throw new IllegalStateException("not the question: " + question);
            }
            peer.send(values("TOMCATWSGI_DIALECT", "1", "FCGI_MAX_REQS", "7"));
            peer.awaitEnd();
        };
        FakeServer.Script serving = peer -> {
            peer.request();
            peer.send(Peer.stdout("Status: 200 OK\n\n"), Peer.end(0, 0));
            peer.request();
        };
        for (FakeServer made : List.of(FakeServer.unix(answering, serving), FakeServer.tcp(answering, serving))) {
            try (FakeServer fake = made) {
                FastCgiServer server = server(fake.address());
                assertThat(server.probe(SOON)).isEqualTo(new FastCgiServer.Probe(true, 7));
                try (FastCgiConnection connection = server.open(SOON)) {
                    assertThat(connection.exchange(GET, null, new RecordingSink())).isEqualTo(new Ending.Complete());
                    assertThat(connection.isOpen()).isTrue();
                }
            }
        }
    }

    @Test
    void everyOtherServerIsAForeignOne() throws IOException {
        FastCgiServer.Probe foreign = new FastCgiServer.Probe(false, 0);
        assertThat(probed(Peer::awaitEnd)).as("silent").isEqualTo(foreign);
        assertThat(probed(Peer::close)).as("closes").isEqualTo(foreign);
        assertThat(probed(Peer::next)).as("closes after the question").isEqualTo(foreign);
        assertThat(probed(peer -> {
            peer.send(new byte[] {1, 10, 0});
            peer.next();
        })).as("cut").isEqualTo(foreign);
        assertThat(probed(peer -> peer.send("HTTP/1.1 400 Bad\r\n\r\n".getBytes()))).as("garbage").isEqualTo(foreign);
        assertThat(probed(peer -> peer.send(Peer.record(11, 0, new byte[8], 0)))).as("unknown type").isEqualTo(foreign);
        assertThat(probed(peer -> peer.send(Peer.record(RecordType.GET_VALUES_RESULT, 0, new byte[] {100, 100, 1}, 0)))).as("pairs cut").isEqualTo(foreign);
        assertThat(probed(peer -> {
            peer.next();
            peer.send(values("FCGI_MAX_REQS", "12", "TOMCATWSGI_DIALECT", "2"));
            peer.awaitEnd();
        })).isEqualTo(new FastCgiServer.Probe(false, 12));
        assertThat(probed(peer -> {
            peer.next();
            peer.send(values("FCGI_MAX_REQS", "-1"));
            peer.awaitEnd();
        })).isEqualTo(foreign);
    }

    @Test
    void aServerThatIsNotThereFailsAtOnce() throws IOException {
        FastCgiServer missing = server(new ServerAddress("unix:" + directory.resolve("none")));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        FastCgiServer refusing = server(new ServerAddress("tcp:127.0.0.1:" + port));
        long start = System.nanoTime();
        assertThatThrownBy(() -> missing.probe(SOON)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> missing.check(SOON)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> refusing.probe(SOON)).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> server(new ServerAddress("tcp:host.invalid:1")).check(SOON)).isInstanceOf(UnknownHostException.class).hasMessageContaining("[host.invalid]");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    /** A Unix socket whose backlog is full. */
    private ServerSocketChannel full(Path path, List<SocketChannel> fillers) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path), 1);
        for (int i = 0; i < 2; i++) {
            fillers.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        }
        return listening;
    }

    @Test
    void aFullBacklogIsWaitedForButNotForEver() throws Exception {
        Path path = directory.resolve("s");
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocketChannel listening = full(path, fillers)) {
            FastCgiServer server = server(new ServerAddress("unix:" + path));
            assertThatThrownBy(() -> server.check(SHORT)).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("[300] ms");
            CompletableFuture<Void> connected = CompletableFuture.runAsync(() -> {
                try {
                    server.check(SOON);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            fillers.add(listening.accept());
            connected.get(9, TimeUnit.SECONDS);
        }
        for (SocketChannel filler : fillers) {
            filler.close();
        }
    }

    @Test
    void whoNoLongerWantsAConnectionStopsWaiting() throws Exception {
        Path path = directory.resolve("s");
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocketChannel listening = full(path, fillers)) {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> Connector.connect(UnixDomainSocketAddress.of(path), SOON, () -> asked.incrementAndGet() < 3)).isInstanceOf(ClosedChannelException.class);
            assertThat(asked).hasValue(3);
            assertThat(listening.isOpen()).isTrue();
        }
        for (SocketChannel filler : fillers) {
            filler.close();
        }
    }
}
