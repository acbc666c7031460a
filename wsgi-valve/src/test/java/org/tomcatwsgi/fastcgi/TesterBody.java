package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.util.Arrays;

/** A request body of a given size whose bytes are all "b", perhaps one that breaks off, perhaps one that comes in small pieces. */
final class TesterBody implements RequestBody {

    private final int piece;
    private final boolean broken;
    private long rest;

    TesterBody(long size, int piece, boolean broken) {
        this.rest = size;
        this.piece = piece;
        this.broken = broken;
    }

    static TesterBody of(long size) {
        return new TesterBody(size, Integer.MAX_VALUE, false);
    }

    long rest() {
        return rest;
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
        if (rest == 0) {
            if (broken) {
                throw new IOException("the client has broken off");
            }
            return -1;
        }
        int count = (int) Math.min(Math.min(length, piece), rest);
        Arrays.fill(block, offset, offset + count, (byte) 'b');
        rest -= count;
        return count;
    }

    @Override
    public int available() {
        return piece == Integer.MAX_VALUE ? (int) Math.min(rest, Integer.MAX_VALUE) : 0;
    }

    @Override
    public boolean finished() {
        return rest == 0 && !broken;
    }
}
