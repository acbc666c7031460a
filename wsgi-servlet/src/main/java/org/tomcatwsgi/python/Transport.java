package org.tomcatwsgi.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/**
 * The gateway's transport in embedded mode: carries the body of one request and the streamed response to it. The contract is in the docstring of the Python
 * package {@code tomcatwsgi}; nothing here throws into Python.
 *
 * <p>Used by the thread that runs the request; {@link #revoke} may come from another.
 */
public final class Transport {

    private static final int FIRST_BLOCK = 1 << 16;
    private static final int LARGEST_BLOCK = 1 << 20;
    // below, a String is as fast: docs/decisions.md
    private static final int SMALLEST_OFFER = 1 << 13;
    private static final String REVOKED = "the request was given up by the server";

    private final InputStream input;
    private final Consumer<byte[]> head;
    private final OutputStream output;
    private final Consumer<Object[]> sendFile;
    private final Function<Object[], Object> container;
    // the block read last: made at the first read, it grows with what is asked for and there
    private ByteBuffer block = ByteBuffer.allocate(0);
    private ByteBuffer offered = block;
    // as an argument of type byte[] each block would be a new array, too large for the processor's cache after a few of them
    private byte[] outgoing = new byte[0];
    private StandardInput standardInput;
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

    /** From here on {@link #fetch} may offer blocks to this standard input, that of the interpreter which runs the request. */
    synchronized void offerTo(StandardInput input) {
        standardInput = input;
    }

    /** Up to {@code limit} bytes of the body in latin-1, "" at its end, null when it broke off. */
    @HostAccess.Export
    public synchronized String read(int limit) {
        return fill(limit, false) ? text(limit) : null;
    }

    /**
     * As {@link #read}; but many bytes are offered to the calling thread on its standard input, and the answer is their number.
     *
     * @param whole wait until there are {@code limit} bytes, up to 1 MiB, or the body ends
     */
    @HostAccess.Export
    public synchronized Object fetch(int limit, boolean whole) {
        if (!fill(limit, whole)) {
            return null;
        }
        // an interrupted thread's read would close the standard input
        if (standardInput == null || block.remaining() < SMALLEST_OFFER || limit < SMALLEST_OFFER || Thread.currentThread().isInterrupted()) {
            return text(limit);
        }
        offered = block.duplicate();
        offered.limit(offered.position() + Math.min(limit, offered.remaining()));
        int count = offered.remaining();
        standardInput.offer(offered);
        return count;
    }

    /** To be asked after each offer: whether it was read to its end. If not, or not asked, the same bytes are in the next answer. */
    @HostAccess.Export
    public synchronized boolean taken() {
        if (offered.hasRemaining()) {
            return false;
        }
        block.position(offered.limit());
        return true;
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

    /** Sends a block of the body, Python's {@code bytes}. False: the client has gone. */
    @HostAccess.Export
    public synchronized boolean write(Value block) {
        return attempt(() -> {
            long size = block.getBufferSize();
            int count;
            for (long sent = 0; sent < size; sent += count) {
                count = (int) Math.min(size - sent, FIRST_BLOCK);
                // GraalPy 25.0 wants an array that is as long as what is read
                if (outgoing.length != count) {
                    outgoing = new byte[count];
                }
                block.readBuffer(sent, outgoing, 0, count);
                output.write(outgoing);
            }
        });
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

    /** Reads the next block of the body, unless there is some of the last one left. False: it broke off. */
    private boolean fill(int limit, boolean whole) {
        if (revoked) {
            failure = REVOKED;
            return false;
        }
        if (block.hasRemaining()) {
            return true;
        }
        int wanted = Math.min(limit, LARGEST_BLOCK);
        byte[] bytes = block.array();
        if (bytes.length < Math.min(wanted, FIRST_BLOCK)) {
            bytes = new byte[Math.min(wanted, FIRST_BLOCK)];
        }
        // nothing of it is left, should the body break off now
        block = ByteBuffer.wrap(bytes, 0, 0);
        int count = 0;
        try {
            do {
                if (count == bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.min(wanted, 4 * bytes.length));
                }
                int read = input.read(bytes, count, Math.min(wanted, bytes.length) - count);
                if (read < 0) {
                    break;
                }
                count += read;
            } while (whole && count < wanted && !revoked);
        } catch (IOException e) {
            failure = message(e);
            return false;
        }
        if (revoked) {
            failure = REVOKED;
            return false;
        }
        block = ByteBuffer.wrap(bytes, 0, count);
        return true;
    }

    // GraalPy 25.0 has no bulk path for a byte[] into Python; for a String it has one, but encoding it again in Python is slow
    private String text(int limit) {
        int count = Math.min(limit, block.remaining());
        String text = new String(block.array(), block.position(), count, StandardCharsets.ISO_8859_1);
        block.position(block.position() + count);
        return text;
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
