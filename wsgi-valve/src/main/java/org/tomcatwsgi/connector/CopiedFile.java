package org.tomcatwsgi.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A file for sendfile whose bytes go through a buffer. The kernel's sendfile hands pages over one by one, and to a receiver that is as fast as this machine, a proxy
 * beside Tomcat, that costs more than copying them in large pieces (docs/decisions.md, 18).
 */
final class CopiedFile extends FileChannel {

    /** Bytes of the buffer: it stays in a core's cache. */
    static final int PIECE = 256 << 10;

    // others wait for the thread that copies
    private static final int LARGEST_TURN = 8 * PIECE;

    private final FileChannel file;
    private final AtomicReference<ByteBuffer> spare;

    /** @param spare keeps a buffer from one turn to the next; null in it while somebody uses it */
    CopiedFile(Path path, AtomicReference<ByteBuffer> spare) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.spare = spare;
    }

    /** Bytes that the target has taken without waiting; fewer than {@code count} when it takes no more for now, or others want their turn. */
    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        ByteBuffer kept = spare.getAndSet(null);
        ByteBuffer buffer = kept == null ? ByteBuffer.allocateDirect(PIECE) : kept;
        try {
            return copy(buffer, position, position + Math.min(count, LARGEST_TURN), target);
        } finally {
            spare.set(buffer);
        }
    }

    private long copy(ByteBuffer buffer, long position, long end, WritableByteChannel target) throws IOException {
        long at = position;
        while (at < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            if (file.read(buffer, at) <= 0) {
                break;
            }
            buffer.flip();
            int length = buffer.remaining();
            int written = target.write(buffer);
            at += written;
            if (written < length) {
                break;
            }
        }
        return at - position;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return file.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return file.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return file.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    // it was opened for reading: these fail there

    @Override
    public int write(ByteBuffer source) throws IOException {
        return file.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return file.write(sources, offset, length);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return file.write(source, position);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return file.transferFrom(source, position, count);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }
}
