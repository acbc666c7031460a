package org.tomcatwsgi.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.graalvm.polyglot.HostAccess;

/**
 * The gateway's transport in embedded mode: carries the body of one request and the streamed response to it. The contract is in the docstring of the Python
 * package {@code tomcatwsgi}; nothing here throws into Python.
 *
 * <p>Used by the thread that runs the request; {@link #revoke} may come from another.
 */
public final class Transport {

    private static final int LARGEST_READ = 1 << 20;
    private static final String REVOKED = "the request was given up by the server";

    private final InputStream input;
    private final Consumer<byte[]> head;
    private final OutputStream output;
    private final Consumer<Object[]> sendFile;
    private final Function<Object[], Object> container;
    private boolean headSent;
    private volatile boolean revoked;
    private String failure = "";

    /**
     * @param container answers what the application asks of the container (D-16), null where it may not ask
     */
    public Transport(
            InputStream input, Consumer<byte[]> head, OutputStream output, Consumer<Object[]> sendFile, Function<Object[], Object> container) {
        this.input = input;
        this.head = head;
        this.output = output;
        this.sendFile = sendFile;
        this.container = container;
    }

    /** Whether the application may ask the container. */
    @HostAccess.Export
    public boolean has_container() {
        return container != null;
    }

    /** The container's answer to a question, in an array; null where it has none, for the reason that {@link #failure} says. */
    @HostAccess.Export
    public synchronized Object[] ask(String question, Object first, Object second) {
        if (revoked) {
            failure = REVOKED;
            return null;
        }
        try {
            return new Object[] {container.apply(new Object[] {question, first, second})};
        } catch (RuntimeException e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
            return null;
        }
    }

    /** Up to {@code limit} bytes of the body in latin-1, "" at its end, null when it broke off. */
    @HostAccess.Export
    public synchronized String read(int limit) {
        if (revoked) {
            failure = REVOKED;
            return null;
        }
        byte[] block = new byte[Math.min(limit, LARGEST_READ)];
        try {
            int count = input.read(block);
            // GraalPy 25.0 has no bulk path for a byte[] into Python, for a String it has
            return count < 0 ? "" : new String(block, 0, count, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            failure = message(e);
            return null;
        }
    }

    /** The error behind the last null or false. */
    @HostAccess.Export
    public synchronized String failure() {
        return failure;
    }

    /** Takes the head of a streamed response. False: the client has gone. */
    @HostAccess.Export
    public synchronized boolean head(byte[] bytes) {
        headSent = true;
        return attempt(() -> head.accept(bytes));
    }

    /** Sends a block of the body. False: the client has gone. */
    @HostAccess.Export
    public synchronized boolean write(byte[] block) {
        return attempt(() -> output.write(block));
    }

    /** Sends {@code count} bytes of a file from {@code offset}. False: the client has gone. */
    @HostAccess.Export
    public synchronized boolean send_file(String path, long offset, long count) {
        return attempt(() -> sendFile.accept(new Object[] {path, offset, count}));
    }

    /** Whether a response has begun. */
    public synchronized boolean headSent() {
        return headSent;
    }

    /** Cuts the request off: returns when no call is under way, and every later one fails. */
    public void revoke() {
        revoked = true;
        synchronized (this) {
            failure = REVOKED;
        }
    }

    private boolean attempt(Sending sending) {
        if (revoked) {
            failure = REVOKED;
            return false;
        }
        try {
            sending.send();
            return true;
        } catch (IOException e) {
            failure = message(e);
        } catch (UncheckedIOException e) {
            failure = message(e.getCause());
        }
        return false;
    }

    private static String message(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private interface Sending {
        void send() throws IOException;
    }
}
