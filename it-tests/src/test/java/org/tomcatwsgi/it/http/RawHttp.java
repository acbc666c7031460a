package org.tomcatwsgi.it.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/**
 * One HTTP connection, seen as bytes: sends what it is given, and reads with no more faith than RFC 9112 demands.
 *
 * <p>Every read fails after a minute of silence. Not thread-safe, except that one thread may send while another reads.
 */
public final class RawHttp implements AutoCloseable {

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Socket socket;
    private final InputStream input;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    public static RawHttp connect(int port) {
        return connect(SocketFactory.getDefault(), port);
    }

    /** Connects through sockets of another kind. */
    public static RawHttp connect(SocketFactory sockets, int port) {
        try {
            Socket socket = sockets.createSocket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
            socket.setTcpNoDelay(true);
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("No connection to port " + port, e);
        }
    }

    public RawHttp send(Request request) {
        return send(request.bytes());
    }

    /** Sends latin-1 text as it is. */
    public RawHttp send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a response to any method but HEAD; interim responses are read over. */
    public Response read() {
        ResponseHead head = readHead();
        return new ResponseBody(this, head).read();
    }

    /** Reads a response to HEAD. */
    public Response readToHead() {
        return new Response(readHead(), new byte[0], Ending.NO_BODY);
    }

    /** Reads the head of the final response; its body is up to the caller. */
    public ResponseHead readHead() {
        ResponseHead head = readAnyHead();
        while (head.status() < 200) {
            head = readAnyHead();
        }
        return head;
    }

    /** Reads the head of whatever response comes next, an interim one too. */
    public ResponseHead readAnyHead() {
        try {
            List<String> lines = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            if (lines.isEmpty() || !lines.get(0).startsWith("HTTP/1.1 ")) {
                throw new AssertionError("No response but " + lines);
            }
            return ResponseHead.of(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one chunk of a chunked body; null for the last one. Throws EOFException where the connection ends. */
    public byte[] readChunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        byte[] chunk = new byte[size];
        if (readFully(chunk) < size || !line().isEmpty()) {
            throw new EOFException("The connection ended inside a chunk");
        }
        return size == 0 ? null : chunk;
    }

    /** Reads exactly {@code count} bytes, as text in latin-1. */
    public String readText(int count) {
        byte[] bytes = new byte[count];
        try {
            int read = readFully(bytes);
            return new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads up to {@code bytes.length} bytes and returns how many came before the connection's end. */
    int readFully(byte[] bytes) throws IOException {
        return input.readNBytes(bytes, 0, bytes.length);
    }

    byte[] readToEnd(ByteArrayOutputStream into) throws IOException {
        byte[] block = new byte[1 << 16];
        for (int count = input.read(block); count >= 0; count = input.read(block)) {
            into.write(block, 0, count);
        }
        return into.toByteArray();
    }

    /** Whether the server ends the connection without another byte. */
    public boolean isEnded() {
        try {
            return input.read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether requests and responses are still in step behind a response: the next request is answered as it should be, or the server said that it would end the
     * connection and does.
     */
    public boolean isInStepAfter(Response response, Request next, String expected) {
        if ("close".equals(response.header("Connection"))) {
            return isEnded();
        }
        return send(next).read().text().equals(expected);
    }

    /** Says that nothing more will be sent; the answer can still be read. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away without a word: the server gets a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = input.read(); b != '\n'; b = input.read()) {
            if (b < 0) {
                throw new EOFException("The connection ended inside a line: [" + line.toString(StandardCharsets.ISO_8859_1) + "]");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("A line must end in CR LF: [" + text + "]");
        }
        return text.substring(0, text.length() - 1);
    }
}
