package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One attempt to connect, with a limit to it (P-30). A server that refuses fails it at once, so that another one can be asked; one whose backlog is full is waited for.
 */
final class Connector {

    // what mod_wsgi waits between two attempts (P-30)
    private static final long AGAIN_NANOS = 125_000_000;

    private final SocketAddress address;
    private final long deadline;
    private final long millis;
    private final BooleanSupplier wanted;

    private Connector(SocketAddress address, Duration timeout, BooleanSupplier wanted) {
        this.address = address;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.millis = timeout.toMillis();
        this.wanted = wanted;
    }

    /**
     * Connects.
     *
     * @param wanted asked every 125 ms while it waits; false ends the attempt
     * @return a blocking channel
     * @throws IOException if nobody accepts the connection within {@code timeout}, or it is no longer wanted
     */
    static SocketChannel connect(SocketAddress address, Duration timeout, BooleanSupplier wanted) throws IOException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException("the host [" + inet.getHostString() + "] has no address");
        }
        Connector connector = new Connector(address, timeout, wanted);
        return address instanceof UnixDomainSocketAddress unix ? connector.unix(unix) : connector.tcp();
    }

    private SocketChannel unix(UnixDomainSocketAddress unix) throws IOException {
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                // a blocking connect waits without end while the backlog is full
                channel.configureBlocking(false);
                channel.connect(unix);
                channel.configureBlocking(true);
                return channel;
            } catch (SocketException e) {
                channel.close();
                if (!isBacklogFull(e, unix)) {
                    throw e;
                }
                LockSupport.parkNanos(this, Math.min(rest(), AGAIN_NANOS));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    /** EAGAIN is the one error that the JDK gives no exception of its own, and its text depends on the locale; ENOENT is the other, and visible. */
    private static boolean isBacklogFull(SocketException e, UnixDomainSocketAddress unix) {
        return e.getClass() == SocketException.class && Files.exists(unix.getPath());
    }

    private SocketChannel tcp() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (!channel.connect(address)) {
                try (Selector selector = Selector.open()) {
                    channel.register(selector, SelectionKey.OP_CONNECT);
                    while (!channel.finishConnect()) {
                        selector.select(Math.max(1, Math.min(rest(), AGAIN_NANOS) / 1_000_000));
                    }
                }
            }
            channel.configureBlocking(true);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private long rest() throws IOException {
        if (!wanted.getAsBoolean()) {
            throw new ClosedChannelException();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while connecting");
        }
        long rest = deadline - System.nanoTime();
        if (rest <= 0) {
            throw new SocketTimeoutException("nobody accepted the connection within [" + millis + "] ms");
        }
        return rest;
    }
}
