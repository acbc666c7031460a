package org.tomcatwsgi.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes requests as FastCGI records into a buffer that grows as needed and is used again. Not thread-safe.
 */
final class RequestEncoder {

    /** Parameters larger than that are an attack, or a mistake. */
    static final int LARGEST_PARAMETERS = 16 << 20;

    private static final int FIRST_CAPACITY = 16 << 10;
    // what may be kept from one request to the next
    private static final int LARGEST_KEPT = 256 << 10;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;
    private ByteBuffer direct;

    /** @param lasting whether it encodes many requests: then the records are in direct memory, which spares a copy but is given back late */
    RequestEncoder(boolean lasting) {
        direct = lasting ? ByteBuffer.allocateDirect(FIRST_CAPACITY) : null;
    }

    /**
     * The records of a request up to its parameters, with the empty FCGI_STDIN where there is no body. Null: too large.
     *
     * @param keep whether the connection is to stay open behind the response
     */
    ByteBuffer opening(String[] parameters, boolean hasBody, boolean keep) {
        length = 0;
        header(RecordType.BEGIN_REQUEST, 8);
        put(0, RecordType.RESPONDER, keep ? RecordType.KEEP_CONN : 0, 0, 0, 0, 0, 0);
        int start = length;
        skipHeader();
        for (int i = 0; i + 1 < parameters.length; i += 2) {
            pair(parameters[i], parameters[i + 1]);
            if (length > LARGEST_PARAMETERS) {
                bytes = new byte[FIRST_CAPACITY];
                return null;
            }
        }
        int content = length - start - RecordType.HEADER_LENGTH;
        if (content <= RecordType.LARGEST_CONTENT) {
            headerAt(start, RecordType.PARAMS, content);
        } else {
            split(start, content);
        }
        header(RecordType.PARAMS, 0);
        if (!hasBody) {
            header(RecordType.STDIN, 0);
        }
        return buffer();
    }

    /** An FCGI_GET_VALUES record. */
    ByteBuffer question(String... names) {
        length = 0;
        int start = length;
        skipHeader();
        for (String name : names) {
            pair(name, "");
        }
        headerAt(start, RecordType.GET_VALUES, length - start - RecordType.HEADER_LENGTH);
        bytes[start + 3] = 0;
        return buffer();
    }

    private ByteBuffer buffer() {
        if (direct == null) {
            return ByteBuffer.wrap(bytes, 0, length);
        }
        if (direct.capacity() < length) {
            direct = ByteBuffer.allocateDirect(length);
        }
        ByteBuffer full = direct;
        full.clear();
        full.put(bytes, 0, length).flip();
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[FIRST_CAPACITY];
            direct = ByteBuffer.allocateDirect(FIRST_CAPACITY);
        }
        return full;
    }

    /** Gives the parameters of one over-long record the headers of several. */
    private void split(int start, int content) {
        byte[] all = bytes;
        int from = start + RecordType.HEADER_LENGTH;
        bytes = new byte[all.length + (content / RecordType.LARGEST_CONTENT + 2) * RecordType.HEADER_LENGTH];
        System.arraycopy(all, 0, bytes, 0, start);
        length = start;
        int rest = content;
        while (rest > 0) {
            int part = Math.min(rest, RecordType.LARGEST_CONTENT);
            header(RecordType.PARAMS, part);
            System.arraycopy(all, from, bytes, length, part);
            length += part;
            from += part;
            rest -= part;
        }
    }

    private void pair(String name, String value) {
        need(8 + name.length() + value.length());
        size(name.length());
        size(value.length());
        latin1(name);
        latin1(value);
    }

    private void size(int size) {
        if (size < 128) {
            bytes[length++] = (byte) size;
        } else {
            bytes[length++] = (byte) (size >> 24 | 0x80);
            bytes[length++] = (byte) (size >> 16);
            bytes[length++] = (byte) (size >> 8);
            bytes[length++] = (byte) size;
        }
    }

    /** The environ holds bytes in latin-1: each character's low byte is all there is of it. */
    @SuppressWarnings("deprecation")
    private void latin1(String text) {
        int size = text.length();
        // the one bulk copy from a compact string that allocates nothing
        text.getBytes(0, size, bytes, length);
        length += size;
    }

    private void skipHeader() {
        need(RecordType.HEADER_LENGTH);
        length += RecordType.HEADER_LENGTH;
    }

    private void header(int type, int content) {
        need(RecordType.HEADER_LENGTH);
        headerAt(length, type, content);
        length += RecordType.HEADER_LENGTH;
    }

    private void headerAt(int at, int type, int content) {
        bytes[at] = RecordType.VERSION;
        bytes[at + 1] = (byte) type;
        bytes[at + 2] = RecordType.REQUEST_ID >> 8;
        bytes[at + 3] = RecordType.REQUEST_ID;
        bytes[at + 4] = (byte) (content >> 8);
        bytes[at + 5] = (byte) content;
        bytes[at + 6] = 0;
        bytes[at + 7] = 0;
    }

    private void put(int... values) {
        need(values.length);
        for (int value : values) {
            bytes[length++] = (byte) value;
        }
    }

    private void need(int more) {
        if (bytes.length - length < more) {
            byte[] larger = new byte[Math.max(bytes.length * 2, length + more)];
            System.arraycopy(bytes, 0, larger, 0, length);
            bytes = larger;
        }
    }
}
