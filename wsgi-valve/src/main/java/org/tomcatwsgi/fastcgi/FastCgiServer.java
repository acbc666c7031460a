package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.net.SocketTimeoutException;
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

    /** To one of our workers the connection is made here; to a foreign server when the request's body is there, so that its absence is an {@link Ending.Lost}. */
    @Override
    public FastCgiConnection open(Duration timeout) throws IOException {
        if (!dialect) {
            return new PlainConnection(address, limits, timeout);
        }
        return new DialectConnection(connect(timeout));
    }

    /**
     * Finds out whether the server accepts connections.
     *
     * @throws IOException if it does not within {@code timeout}
     */
    public void check(Duration timeout) throws IOException {
        connect(timeout).close();
    }

    /**
     * Asks the server what it can do (FastCGI 1.0 section 4.1).
     *
     * @param timeout longest wait; a server that accepts connections but does not answer counts as a foreign one
     * @throws IOException if nobody accepts a connection
     */
    public Probe probe(Duration timeout) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (SocketChannel channel = connect(timeout)) {
            ask(channel, timeout, values);
        }
        dialect = "1".equals(values.get(DIALECT));
        String most = values.getOrDefault(MAX_REQUESTS, "");
        return new Probe(dialect, most.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(most) : 0);
    }

    private SocketChannel connect(Duration timeout) throws IOException {
        return Connector.connect(address.resolve(), timeout, () -> true);
    }

    private static void ask(SocketChannel channel, Duration timeout, Map<String, String> values) throws IOException {
        ByteBuffer question = new RequestEncoder(false).question(DIALECT, MAX_REQUESTS);
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            long deadline = System.nanoTime() + timeout.toNanos();
            // a few dozen bytes: the socket takes them at once
            channel.write(question);
            RecordReader records = new RecordReader(new Patient(channel, selector, deadline), false);
            records.next();
            if (records.type() == RecordType.GET_VALUES_RESULT && records.requestId() == 0) {
                read(records.content(), values);
            }
        } catch (IOException e) {
            // it accepted the connection but does not know the question, and may say so in any manner: a foreign server
            values.clear();
        }
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
