package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A FastCGI server that somebody else runs. {@link #probe} finds out whether it is one of our workers; until then it is taken for a foreign one. Thread-safe.
 */
public final class FastCgiServer implements FastCgiConnection.Factory {

    private static final String DIALECT = "TOMCATWSGI_DIALECT";
    private static final String MAX_REQUESTS = "FCGI_MAX_REQS";

    private final ServerAddress address;
    private final Limits limits;
    private volatile boolean dialect;

    /**
     * Limits on what is exchanged with it.
     *
     * @param headerBuffer   bytes of a response's head (P-38)
     * @param requestBody    bytes of a request's body
     * @param spoolDirectory where bodies beyond 64 KiB wait in files
     */
    public record Limits(int headerBuffer, long requestBody, Path spoolDirectory) {
    }

    /**
     * What a server says of itself.
     *
     * @param dialect     whether it is one of our workers
     * @param maxRequests most requests at a time, 0 if it does not say
     */
    public record Probe(boolean dialect, int maxRequests) {
    }

    public FastCgiServer(ServerAddress address, Limits limits) {
        this.address = address;
        this.limits = limits;
    }

    public ServerAddress address() {
        return address;
    }

    @Override
    public FastCgiConnection open(Duration timeout) throws IOException {
        SocketChannel channel = connect(timeout);
        return dialect ? new DialectConnection(channel) : new PlainConnection(channel, limits);
    }

    /**
     * Asks the server what it can do (FastCGI 1.0 section 4.1).
     *
     * @param timeout longest wait; a server that accepts connections but does not answer counts as a foreign one
     * @throws IOException if nobody accepts a connection
     */
    public Probe probe(Duration timeout) throws IOException {
        Map<String, String> values;
        try (SocketChannel channel = connect(timeout)) {
            values = ask(channel, timeout);
        }
        dialect = "1".equals(values.get(DIALECT));
        String most = values.getOrDefault(MAX_REQUESTS, "");
        return new Probe(dialect, most.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(most) : 0);
    }

    private SocketChannel connect(Duration timeout) throws IOException {
        SocketAddress resolved = address.resolve();
        boolean unix = resolved instanceof UnixDomainSocketAddress;
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            // a full backlog makes a blocking connect to a Unix socket wait without end
            channel.configureBlocking(false);
            if (!channel.connect(resolved)) {
                awaitConnection(channel, timeout);
            }
            channel.configureBlocking(true);
            if (!unix) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e instanceof IOException io ? io : new IOException(address + ": " + e, e);
        }
    }

    private void awaitConnection(SocketChannel channel, Duration timeout) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!channel.finishConnect()) {
                long rest = (deadline - System.nanoTime()) / 1_000_000;
                if (rest <= 0) {
                    throw new SocketTimeoutException("no connection to " + address + " within [" + timeout.toMillis() + "] ms");
                }
                selector.select(rest);
            }
        }
    }

    private Map<String, String> ask(SocketChannel channel, Duration timeout) {
        ByteBuffer question = new RequestEncoder().question(DIALECT, MAX_REQUESTS);
        Map<String, String> values = new HashMap<>();
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            long deadline = System.nanoTime() + timeout.toNanos();
            // a few dozen bytes: the socket takes them at once, or the server is no healthy one
            if (channel.write(question) == 0 || question.hasRemaining()) {
                return values;
            }
            RecordReader records = new RecordReader(new Patient(channel, selector, deadline));
            records.next();
            if (records.type() == RecordType.GET_VALUES_RESULT && records.requestId() == 0) {
                read(records.content(), values);
            }
        } catch (IOException e) {
            // it took the connection, but does not know the question: a foreign server
            return values;
        }
        return values;
    }

    /** Name-value pairs (FastCGI 1.0 section 3.4); what leads beyond the end is left out. */
    private static void read(ByteBuffer content, Map<String, String> values) {
        while (content.remaining() >= 2) {
            int name = content.get() & 0xff;
            int value = content.get() & 0xff;
            if (name > 127 || value > 127 || content.remaining() < name + value) {
                return;
            }
            values.put(text(content, name), text(content, value));
        }
    }

    private static String text(ByteBuffer content, int length) {
        byte[] bytes = new byte[length];
        content.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Reads, but not beyond a deadline. */
    private record Patient(SocketChannel channel, Selector selector, long deadline) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer into) throws IOException {
            while (true) {
                int count = channel.read(into);
                if (count != 0) {
                    return count;
                }
                long rest = (deadline - System.nanoTime()) / 1_000_000;
                if (rest <= 0) {
                    throw new SocketTimeoutException("no answer in time");
                }
                selector.select(rest);
                selector.selectedKeys().clear();
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
