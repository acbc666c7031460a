package org.tomcatwsgi.response;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Writes one response: whole, or streamed as the gateway hands it over. Used by one thread at a time.
 *
 * <p>The container must neither add to the application's headers nor change them: that is why Content-Type goes in through {@link TomcatResponse}, and why a
 * response to HEAD is committed before the container can invent a length for it.
 */
public final class ResponseWriter {

    private static final String SENDFILE_SUPPORTED = "org.apache.tomcat.sendfile.support";
    private static final String SENDFILE_NAME = "org.apache.tomcat.sendfile.filename";
    private static final String SENDFILE_START = "org.apache.tomcat.sendfile.start";
    private static final String SENDFILE_END = "org.apache.tomcat.sendfile.end";
    private static final int COPY_BLOCK = 1 << 18;
    // of a body that somebody else's takes the place of; what begins with "Content-" does so too
    private static final Set<String> OF_THE_BODY = Set.of("etag", "last-modified", "accept-ranges");

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final TomcatResponse tomcat;
    private final boolean enableSendfile;
    private final IntUnaryOperator override;
    private OutputStream output;
    // whether a part of the response has left for the client
    private boolean sent;
    // whether the container's error page takes the application's body's place
    private boolean overridden;

    /**
     * @param override for a status of the application's, the status whose error page of the container is sent in place of its response, 0 for the application's
     *                 own; may answer differently as the request goes on
     */
    public ResponseWriter(
            HttpServletRequest request, HttpServletResponse response, TomcatResponse tomcat, boolean enableSendfile, IntUnaryOperator override) {
        this.request = request;
        this.response = response;
        this.tomcat = tomcat;
        this.enableSendfile = enableSendfile;
        this.override = override;
    }

    /** Sends a whole response: head, empty line, body. */
    public void whole(byte[] bytes) throws IOException {
        ResponseHead head = ResponseHead.parse(bytes);
        if (overridden(head)) {
            return;
        }
        apply(head);
        if (bytes.length > head.bodyOffset()) {
            response.getOutputStream().write(bytes, head.bodyOffset(), bytes.length - head.bodyOffset());
        } else if (request.getMethod().equals("HEAD")) {
            response.flushBuffer();
        }
    }

    /** Takes the head of a streamed response. Throws UncheckedIOException when the client has gone. */
    public void head(byte[] bytes) {
        try {
            ResponseHead head = ResponseHead.parse(bytes);
            if (overridden(head)) {
                return;
            }
            apply(head);
            output = response.getOutputStream();
            if (request.getMethod().equals("HEAD")) {
                response.flushBuffer();
                sent = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of a streamed response: each write is on its way to the client when it returns. */
    public OutputStream body() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] block, int offset, int length) throws IOException {
                if (overridden) {
                    return;
                }
                output.write(block, offset, length);
                output.flush();
                sent = true;
            }
        };
    }

    /**
     * Sends a piece of the body of a streamed response.
     *
     * @param flush whether it has to be on its way to the client when this returns
     */
    public void write(ByteBuffer block, boolean flush) throws IOException {
        if (overridden) {
            return;
        }
        tomcat.write(output, block);
        if (flush) {
            output.flush();
        }
        sent = true;
    }

    /** Sends a part of a file: String path, Long offset, Long count. Throws UncheckedIOException when the client has gone or the file cannot be read. */
    public void sendFile(Object[] part) {
        if (overridden) {
            return;
        }
        String path = (String) part[0];
        long offset = (Long) part[1];
        long count = (Long) part[2];
        try {
            // a filter that wraps the response has to see the bytes
            if (response instanceof ServletResponseWrapper) {
                copy(Path.of(path), offset, count);
            } else if (request.getMethod().equals("HEAD")) {
                // the application answers a GET (D-14); its Content-Length is set
                response.flushBuffer();
            } else if (enableSendfile && Boolean.TRUE.equals(request.getAttribute(SENDFILE_SUPPORTED))) {
                request.setAttribute(SENDFILE_NAME, path);
                request.setAttribute(SENDFILE_START, offset);
                request.setAttribute(SENDFILE_END, offset + count);
            } else {
                copy(Path.of(path), offset, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with the container's own page for a status: nothing was sent yet. */
    public void error(int status) throws IOException {
        if (containerAnswers()) {
            return;
        }
        response.reset();
        int replaced = override.applyAsInt(status);
        response.sendError(replaced == 0 ? status : replaced);
    }

    /** Makes the break of a response that has begun visible to the client: the connection ends. */
    public void abort() throws IOException {
        if (!sent) {
            if (containerAnswers()) {
                return;
            }
            response.flushBuffer();
        }
        throw tomcat.abort("The WSGI application's response broke off.");
    }

    /** Whether the container has an answer of its own: a request body that broke off is a 400 to Tomcat, whose error page must not show the stack trace. */
    private boolean containerAnswers() {
        request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
        return response.isCommitted();
    }

    private void copy(Path path, long offset, long count) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(COPY_BLOCK, count));
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long at = offset;
            long end = offset + count;
            while (at < end) {
                block.clear().limit((int) Math.min(block.capacity(), end - at));
                int read = file.read(block, at);
                if (read < 0) {
                    throw new IOException("The file [" + path + "] became shorter while it was sent");
                }
                tomcat.write(output, block.flip());
                sent = true;
                at += read;
            }
        }
    }

    /** Whether the container answers in the application's place (D-13): with the application's headers, but for those of its body. */
    private boolean overridden(ResponseHead head) throws IOException {
        int status = override.applyAsInt(head.status());
        if (status == 0) {
            return false;
        }
        overridden = true;
        for (int i = 0; i < head.fields().size(); i += 2) {
            String name = head.fields().get(i).toLowerCase(Locale.ROOT);
            if (!name.startsWith("content-") && !OF_THE_BODY.contains(name)) {
                response.addHeader(head.fields().get(i), head.fields().get(i + 1));
            }
        }
        response.sendError(status);
        return true;
    }

    private void apply(ResponseHead head) {
        response.setStatus(head.status());
        List<String> fields = head.fields();
        for (int i = 0; i < fields.size(); i += 2) {
            String name = fields.get(i);
            String value = fields.get(i + 1);
            if (name.equalsIgnoreCase("Content-Type")) {
                tomcat.setContentType(response, value);
            } else if (name.equalsIgnoreCase("Content-Length")) {
                response.setContentLengthLong(Long.parseLong(value));
            } else {
                response.addHeader(name, value);
            }
        }
    }
}
