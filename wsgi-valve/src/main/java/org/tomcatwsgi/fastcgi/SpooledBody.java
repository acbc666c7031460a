package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A request body that has been taken from the client whole: in memory while it is small, else in a temporary file that goes with it. Not thread-safe. */
final class SpooledBody implements AutoCloseable {

    private static final int IN_MEMORY = 64 << 10;

    private final ByteBuffer memory = ByteBuffer.allocate(IN_MEMORY);
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

    /** A temporary file cannot be made or written. */
    static final class SpoolException extends IOException {

        private static final long serialVersionUID = 1L;

        SpoolException(Path directory, IOException cause) {
            super("the request body cannot be kept in a temporary file in [" + directory + "]: " + cause, cause);
        }
    }

    /**
     * Takes a body to its end.
     *
     * @throws TooLargeException beyond {@code limit} bytes
     * @throws SpoolException    if it cannot be kept
     * @throws IOException       if the client breaks it off
     */
    static SpooledBody of(RequestBody body, long limit, Path directory) throws IOException {
        SpooledBody spooled = new SpooledBody();
        try {
            byte[] block = new byte[IN_MEMORY];
            for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0, block.length)) {
                spooled.size += count;
                if (spooled.size > limit) {
                    throw new TooLargeException(limit);
                }
                spooled.add(ByteBuffer.wrap(block, 0, count), directory);
            }
            spooled.memory.flip();
            return spooled;
        } catch (IOException | RuntimeException e) {
            spooled.close();
            throw e;
        }
    }

    private void add(ByteBuffer block, Path directory) throws SpoolException {
        if (file == null && block.remaining() <= memory.remaining()) {
            memory.put(block);
            return;
        }
        try {
            if (file == null) {
                file = FileChannel.open(Files.createTempFile(directory, "wsgi-body", ".tmp"), StandardOpenOption.READ, StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                memory.flip();
                write(memory);
                memory.clear();
            }
            write(block);
        } catch (IOException e) {
            throw new SpoolException(directory, e);
        }
    }

    private void write(ByteBuffer block) throws IOException {
        while (block.hasRemaining()) {
            file.write(block);
        }
    }

    /** Gives the next bytes, as many as there is room for; returns false at the end. */
    boolean next(ByteBuffer into) throws IOException {
        if (given == size) {
            return false;
        }
        int before = into.remaining();
        if (file == null) {
            int count = Math.min(into.remaining(), memory.remaining());
            into.put(memory.slice(memory.position(), count));
            memory.position(memory.position() + count);
        } else {
            file.read(into, given);
        }
        given += before - into.remaining();
        return true;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
