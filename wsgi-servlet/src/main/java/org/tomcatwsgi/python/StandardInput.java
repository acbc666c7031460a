package org.tomcatwsgi.python;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An interpreter's standard input, the one descriptor from which GraalPy 25.0 reads many bytes at once without a file: a thread that was offered a block of a request
 * body reads that block, and every other read is at the end of the file, as applications expect of {@code sys.stdin} in a server.
 *
 * <p>Never blocks: GraalPy lets one thread at a time read from a descriptor.
 */
final class StandardInput extends InputStream {

    private final Map<Thread, ByteBuffer> offers = new ConcurrentHashMap<>();

    /** The calling thread's next reads take the bytes of {@code block}, in the place of any block that it was offered before. */
    void offer(ByteBuffer block) {
        offers.put(Thread.currentThread(), block);
    }

    /** The calling thread has no block any more. */
    void withdraw() {
        offers.remove(Thread.currentThread());
    }

    @Override
    public int available() {
        ByteBuffer block = offers.get(Thread.currentThread());
        return block == null ? 0 : block.remaining();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        ByteBuffer block = offers.get(Thread.currentThread());
        if (block == null) {
            return -1;
        }
        int count = Math.min(length, block.remaining());
        block.get(bytes, offset, count);
        if (!block.hasRemaining()) {
            withdraw();
        }
        return count == 0 ? -1 : count;
    }
}
