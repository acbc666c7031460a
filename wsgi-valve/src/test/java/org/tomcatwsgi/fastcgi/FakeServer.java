package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A server whose connections are served by scripts: the n-th by the n-th, all others by the last. A script that fails, fails {@link #close}. */
final class FakeServer implements AutoCloseable {

    private final ServerSocketChannel listening;
    private final ServerAddress address;
    private final Path directory;
    private final List<Script> scripts;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What a server does with one connection; it is closed at the end. Its IOExceptions are the client's doing. */
    interface Script {
        void serve(Peer peer) throws IOException, InterruptedException;
    }

    private FakeServer(ServerSocketChannel listening, ServerAddress address, Path directory, List<Script> scripts) {
        this.listening = listening;
        this.address = address;
        this.directory = directory;
        this.scripts = scripts;
        Thread thread = new Thread(this::accept, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    static FakeServer unix(Script... scripts) {
        try {
            Path directory = Files.createTempDirectory("fake");
            Path path = directory.resolve("s");
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path), 100);
            return new FakeServer(listening, new ServerAddress("unix:" + path), directory, List.of(scripts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FakeServer tcp(Script... scripts) {
        try {
            ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = listening.socket().getLocalPort();
            return new FakeServer(listening, new ServerAddress("tcp:127.0.0.1:" + port), null, List.of(scripts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ServerAddress address() {
        return address;
    }

    int connections() {
        return connections.get();
    }

    /** Waits until every accepted connection is closed. */
    void awaitNoConnection() {
        Awaitility.await().until(() -> connections.get() > 0 && accepted.isEmpty());
    }

    private void accept() {
        while (true) {
            SocketChannel channel;
            try {
                channel = listening.accept();
            } catch (IOException e) {
                return;
            }
            accepted.add(channel);
            Script script = scripts.get(Math.min(connections.getAndIncrement(), scripts.size() - 1));
            Thread thread = new Thread(() -> serve(script, channel), "fake-server-connection");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void serve(Script script, SocketChannel channel) {
        try (channel) {
            script.serve(new Peer(channel));
        } catch (IOException | InterruptedException e) {
            return;
        } catch (RuntimeException | Error e) {
            failures.add(e);
        } finally {
            // closed by now
            accepted.remove(channel);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (SocketChannel channel : accepted) {
                channel.close();
            }
            if (directory != null) {
                Files.deleteIfExists(directory.resolve("s"));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a script failed", failures.get(0));
        }
    }
}
