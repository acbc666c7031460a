package org.tomcatwsgi.it.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;

/** Reads the body that belongs to a head (RFC 9112 section 6.3) and judges its end. */
final class ResponseBody {

    private final RawHttp http;
    private final ResponseHead head;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ResponseBody(RawHttp http, ResponseHead head) {
        this.http = http;
        this.head = head;
    }

    Response read() {
        Ending ending;
        try {
            if (head.status() == 204 || head.status() == 304) {
                ending = Ending.NO_BODY;
            } else if (head.isChunked()) {
                ending = readChunks();
            } else if (head.header("Content-Length") != null) {
                ending = readLength(Long.parseLong(head.header("Content-Length")));
            } else {
                http.readToEnd(bytes);
                ending = Ending.END_OF_CONNECTION;
            }
        } catch (SocketException e) {
            ending = Ending.RESET;
        } catch (IOException e) {
            throw new AssertionError("The body of " + head + " cannot be read after " + bytes.size() + " bytes", e);
        }
        return new Response(head, bytes.toByteArray(), ending);
    }

    private Ending readChunks() throws IOException {
        if (head.header("Content-Length") != null) {
            throw new AssertionError("Both Transfer-Encoding and Content-Length: " + head);
        }
        while (true) {
            byte[] chunk;
            try {
                chunk = http.readChunk();
            } catch (EOFException e) {
                return Ending.WITHOUT_LAST_CHUNK;
            }
            if (chunk == null) {
                return Ending.LAST_CHUNK;
            }
            bytes.writeBytes(chunk);
        }
    }

    private Ending readLength(long length) throws IOException {
        byte[] block = new byte[1 << 16];
        for (long left = length; left > 0;) {
            byte[] part = left < block.length ? new byte[(int) left] : block;
            int count = http.readFully(part);
            bytes.write(part, 0, count);
            if (count < part.length) {
                return Ending.SHORTER_THAN_LENGTH;
            }
            left -= count;
        }
        return Ending.LENGTH_REACHED;
    }
}
