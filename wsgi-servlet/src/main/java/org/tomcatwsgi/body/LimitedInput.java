package org.tomcatwsgi.body;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request body whose length nobody has said, up to a limit (D-54): the byte behind it is an error, now and at every later read. Used by one thread at a time;
 * {@link #isExceeded} by any.
 */
public final class LimitedInput extends FilterInputStream {

    private final long limit;
    private long left;
    private volatile boolean exceeded;

    /**
     * @param input the body
     * @param limit most bytes, the value of limitRequestBody
     */
    public LimitedInput(InputStream input, long limit) {
        super(input);
        this.limit = limit;
        this.left = limit;
    }

    /** Whether the body was longer, as far as it was read. */
    public boolean isExceeded() {
        return exceeded;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
        check();
        // one byte more than is left, to tell a body that ends here from one that goes on
        int wanted = (int) Math.min(length, left + 1);
        int count = super.read(block, offset, wanted);
        if (count > left) {
            exceeded = true;
            check();
        }
        left -= Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return read(new byte[(int) Math.min(count, 8192)]);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void check() throws IOException {
        if (exceeded) {
            throw new IOException("the request body has more than limitRequestBody [" + limit + "] bytes");
        }
    }
}
