package org.tomcatwsgi.fastcgi;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads FastCGI records, each of them whole, from a blocking channel. One system call brings as many as have arrived. Not thread-safe. */
final class RecordReader {

    // the largest record, and as much again
    private static final int CAPACITY = 128 << 10;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).flip();
    private int type;
    private int requestId;
    private int length;
    private int padding;

    RecordReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the next record. Its content has to be taken before the next call.
     *
     * @throws EOFException      at the end of the connection
     * @throws ProtocolException if what has come is no FastCGI 1.0
     */
    void next() throws IOException {
        while (buffer.remaining() < RecordType.HEADER_LENGTH) {
            fill();
        }
        int at = buffer.position();
        int version = buffer.get(at) & 0xff;
        if (version != RecordType.VERSION) {
            throw new ProtocolException("a record of version [" + version + "] instead of 1");
        }
        type = buffer.get(at + 1) & 0xff;
        requestId = buffer.getShort(at + 2) & 0xffff;
        length = buffer.getShort(at + 4) & 0xffff;
        padding = buffer.get(at + 6) & 0xff;
        while (buffer.remaining() < RecordType.HEADER_LENGTH + length + padding) {
            fill();
        }
        buffer.position(buffer.position() + RecordType.HEADER_LENGTH);
    }

    int type() {
        return type;
    }

    int requestId() {
        return requestId;
    }

    /** Bytes of the content. */
    int length() {
        return length;
    }

    /** Takes the whole content into an array. */
    void take(byte[] into, int offset) {
        buffer.get(into, offset, length);
        buffer.position(buffer.position() + padding);
    }

    /** The content where it stands in the buffer: good until the next call. */
    ByteBuffer content() {
        return buffer.slice(buffer.position(), length);
    }

    /** Leaves the content aside, or behind. */
    void skip() {
        buffer.position(buffer.position() + length + padding);
    }

    /** Takes back the last {@link #next}: the next call returns the same record. */
    void unread() {
        buffer.position(buffer.position() - RecordType.HEADER_LENGTH);
    }

    /** Whether anything has arrived beyond what was taken. */
    boolean hasMore() {
        return buffer.hasRemaining();
    }

    /** Whether {@link #next} would return without waiting; only between records. */
    boolean isNextComplete() {
        return isCompleteAt(buffer.position());
    }

    /** The same, while the content of the present record has not been taken. */
    boolean isNextCompleteBehindContent() {
        return isCompleteAt(buffer.position() + length + padding);
    }

    private boolean isCompleteAt(int at) {
        int remaining = buffer.limit() - at;
        return remaining >= RecordType.HEADER_LENGTH
                && remaining >= RecordType.HEADER_LENGTH + (buffer.getShort(at + 4) & 0xffff) + (buffer.get(at + 6) & 0xff);
    }

    private void fill() throws IOException {
        if (buffer.hasRemaining()) {
            buffer.compact();
        } else {
            buffer.clear();
        }
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
            throw new EOFException("the connection was closed");
        }
    }
}
