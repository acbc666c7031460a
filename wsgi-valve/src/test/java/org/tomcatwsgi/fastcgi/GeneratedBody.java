package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;

/** A request body for tests: so many bytes, which come in pieces, and perhaps break off. It can be taken back. */
final class GeneratedBody implements RequestBody {

    private final byte[] content;
    private final long size;
    private final int piece;
    private final IOException breaksOff;
    private long given;
    private RequestBody restored;

    private GeneratedBody(byte[] content, long size, int piece, IOException breaksOff) {
        this.content = content;
        this.size = size;
        this.piece = piece;
        this.breaksOff = breaksOff;
    }

    /** All of it is there at once. */
    static GeneratedBody of(String text) {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        return new GeneratedBody(content, content.length, Integer.MAX_VALUE, null);
    }

    /** After each piece nothing more is there for the moment. */
    static GeneratedBody inPieces(String text, int piece) {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        return new GeneratedBody(content, content.length, piece, null);
    }

    static GeneratedBody breakingOff(String text, IOException reason) {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        return new GeneratedBody(content, content.length, Integer.MAX_VALUE, reason);
    }

    static GeneratedBody large(long size) {
        byte[] content = new byte[1 << 16];
        new Random(4711).nextBytes(content);
        return new GeneratedBody(content, size, Integer.MAX_VALUE, null);
    }

    long given() {
        return given;
    }

    long checksum() {
        CRC32 checksum = new CRC32();
        for (long rest = size; rest > 0; rest -= content.length) {
            checksum.update(content, 0, (int) Math.min(rest, content.length));
        }
        return checksum.getValue();
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
        if (restored != null) {
            return restored.read(block, offset, length);
        }
        if (given == size) {
            if (breaksOff != null) {
                throw breaksOff;
            }
            return -1;
        }
        int at = (int) (given % content.length);
        int count = (int) Math.min(Math.min(length, size - given), Math.min(content.length - at, piece - given % piece));
        System.arraycopy(content, at, block, offset, count);
        given += count;
        return count;
    }

    @Override
    public int available() throws IOException {
        if (restored != null) {
            return restored.available();
        }
        return given % piece == 0 && given > 0 && piece < Integer.MAX_VALUE ? 0 : (int) Math.min(size - given, 1 << 20);
    }

    @Override
    public boolean finished() {
        return restored == null ? given == size && breaksOff == null : restored.finished();
    }

    @Override
    public void restore(SpooledBody whole) {
        restored = whole;
    }
}
