package org.tomcatwsgi.fastcgi;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads FastCGI records, each of them whole, from a blocking channel. One system call brings as many as have arrived. Not thread-safe. */
final class RecordReader {

    private static final int FIRST_CAPACITY = 16 << 10;
    // the largest record, and as much again
    private static final int CAPACITY = 128 << 10;

    private final ReadableByteChannel channel;
    private final boolean direct;
    private ByteBuffer buffer;
    // the last read filled the buffer: more is to be expected than it holds
    private boolean filled;
    private int type;
    private int requestId;
    private int length;
    private int padding;

    /** @param direct for a connection that lives long: direct memory spares a copy but is given back late */
    RecordReader(ReadableByteChannel channel, boolean direct) {
        this.channel = channel;
        this.direct = direct;
        this.buffer = allocate(FIRST_CAPACITY).flip();
    }

    private ByteBuffer allocate(int capacity) {
        return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }

    /**
     * Waits for the next record. Its content has to be taken before the next call.
     *
     * @throws EOFException      at the end of the connection
     * @throws ProtocolException if what has come is no FastCGI 1.0
     */
    void next() throws IOException {
        while (buffer.remaining() < RecordType.HEADER_LENGTH) {
            fill(RecordType.HEADER_LENGTH);
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
        int whole = RecordType.HEADER_LENGTH + length + padding;
        while (buffer.remaining() < whole) {
            fill(whole);
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

    /**
     * Takes the orderly end of a successful response, if all of it has arrived: an empty FCGI_STDOUT, which may be missing, and FCGI_END_REQUEST with appStatus 0.
     * Takes nothing otherwise. Only between records.
     */
    boolean takeSuccess() {
        int at = buffer.position();
        if (isCompleteAt(at) && is(at, RecordType.STDOUT, 0)) {
            at += RecordType.HEADER_LENGTH + (buffer.get(at + 6) & 0xff);
        }
        if (!isCompleteAt(at) || !is(at, RecordType.END_REQUEST, 8)) {
            return false;
        }
        int content = at + RecordType.HEADER_LENGTH;
        if (buffer.getInt(content) != 0 || buffer.get(content + 4) != RecordType.REQUEST_COMPLETE) {
            return false;
        }
        buffer.position(content + 8 + (buffer.get(at + 6) & 0xff));
        return true;
    }

    private boolean is(int at, int wantedType, int wantedLength) {
        return buffer.get(at) == RecordType.VERSION && buffer.get(at + 1) == wantedType && buffer.getShort(at + 2) == RecordType.REQUEST_ID
                && buffer.getShort(at + 4) == wantedLength;
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

    private void fill(int needed) throws IOException {
        if (filled || needed > buffer.capacity()) {
            buffer = allocate(CAPACITY).put(buffer);
        } else {
            buffer.compact();
        }
        int count = channel.read(buffer);
        filled = !buffer.hasRemaining() && buffer.capacity() < CAPACITY;
        buffer.flip();
        if (count < 0) {
            throw new EOFException("the connection was closed");
        }
    }
}
