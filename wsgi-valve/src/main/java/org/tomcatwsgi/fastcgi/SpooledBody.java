package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A request body that has been taken from the client whole: in memory up to 64 KiB, else in a temporary file that goes with it. It can be read more than once. Not
 * thread-safe.
 */
public final class SpooledBody implements RequestBody, AutoCloseable {

    private static final int IN_MEMORY = 64 << 10;
    private static final int FIRST_CAPACITY = 4 << 10;

    private final long limit;
    private final Path directory;
    // the whole body, or what is not in the file yet
    private byte[] memory = new byte[FIRST_CAPACITY];
    private int inMemory;
    private FileChannel file;
    private long size;
    private long given;

    /** The body is larger than the server takes. */
    static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLargeException(long limit) {
            super("the request body has more than limitRequestBody [" + limit + "] bytes");
        }
    }

    /** A temporary file cannot be made, written or read. */
    static final class SpoolException extends IOException {

        private static final long serialVersionUID = 1L;

        SpoolException(Path directory, Exception cause) {
            super("the request body cannot be kept in a temporary file in [" + directory + "]: " + cause, cause);
        }

        SpoolException(Path directory, String reason) {
            super("the request body cannot be kept in a temporary file in [" + directory + "]: " + reason);
        }
    }

    private SpooledBody(long limit, Path directory) {
        this.limit = limit;
        this.directory = directory;
    }

    /**
     * Takes a body to its end.
     *
     * @throws TooLargeException beyond {@code limit} bytes
     * @throws SpoolException    if it cannot be kept
     * @throws IOException       if the client breaks it off
     */
    static SpooledBody of(RequestBody body, long limit, Path directory) throws IOException {
        SpooledBody spooled = new SpooledBody(limit, directory);
        try {
            spooled.take(body);
            return spooled;
        } catch (IOException | RuntimeException e) {
            spooled.close();
            throw e;
        }
    }

    /** How many bytes it has. */
    long size() {
        return size;
    }

    private void take(RequestBody body) throws IOException {
        while (true) {
            if (inMemory == memory.length) {
                makeRoom(body.finished());
            }
            int count = inMemory == memory.length ? -1 : body.read(memory, inMemory, memory.length - inMemory);
            if (count < 0) {
                break;
            }
            inMemory += count;
            size += count;
            if (size > limit) {
                throw new TooLargeException(limit);
            }
        }
        if (file != null) {
            store();
            memory = null;
        }
    }

    private void makeRoom(boolean atEnd) throws SpoolException {
        if (memory.length < IN_MEMORY) {
            memory = Arrays.copyOf(memory, Math.min(4 * memory.length, IN_MEMORY));
        } else if (!atEnd) {
            store();
        }
    }

    private void store() throws SpoolException {
        try {
            if (file == null) {
                file = FileChannel.open(Files.createTempFile(directory, "wsgi-body", ".tmp"), StandardOpenOption.READ, StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
            }
            ByteBuffer block = ByteBuffer.wrap(memory, 0, inMemory);
            while (block.hasRemaining()) {
                file.write(block);
            }
            inMemory = 0;
        } catch (IOException e) {
            throw new SpoolException(directory, e);
        }
    }

    /** Reading begins again with the first byte. */
    void rewind() {
        given = 0;
    }

    /**
     * Gives the next bytes, at least one; returns false at the end.
     *
     * @throws SpoolException if they cannot be read
     */
    boolean next(ByteBuffer into) throws SpoolException {
        if (given == size) {
            return false;
        }
        if (file == null) {
            int count = (int) Math.min(into.remaining(), size - given);
            into.put(memory, (int) given, count);
            given += count;
            return true;
        }
        try {
            int count = file.read(into, given);
            if (count <= 0) {
                throw new SpoolException(directory, "it has lost its end");
            }
            given += count;
            return true;
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException(directory, e);
        }
    }

    @Override
    public int read(byte[] block, int offset, int length) throws SpoolException {
        ByteBuffer into = ByteBuffer.wrap(block, offset, length);
        return next(into) ? into.position() - offset : -1;
    }

    @Override
    public int available() {
        return (int) Math.min(size - given, Integer.MAX_VALUE);
    }

    @Override
    public boolean finished() {
        return given == size;
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new IllegalStateException("A temporary file in [" + directory + "] cannot be closed: " + e, e);
        }
    }
}
