package org.tomcatwsgi.valve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.fastcgi.ResponseSink;
import org.tomcatwsgi.response.ResponseWriter;

/** Gives a response from a process to the client. */
final class ValveSink implements ResponseSink {

    private final ResponseWriter writer;
    private final BiConsumer<Level, String> log;

    ValveSink(ResponseWriter writer, BiConsumer<Level, String> log) {
        this.writer = writer;
        this.log = log;
    }

    @Override
    public void whole(byte[] headAndBody) throws IOException {
        writer.whole(headAndBody);
    }

    @Override
    public void head(byte[] head) throws IOException {
        try {
            writer.head(head);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void body(ByteBuffer block, boolean flush) throws IOException {
        writer.write(block, flush);
    }

    @Override
    public void file(String path, long offset, long count) throws IOException {
        try {
            writer.sendFile(new Object[] {path, offset, count});
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof FileSystemException) {
                log.accept(Level.SEVERE, "The file [" + path + "] that the application answers with cannot be sent: " + e.getCause()
                        + ". Make it readable for Tomcat's user, or set enableSendfile to off.");
            }
            throw e.getCause();
        }
    }

    @Override
    public void log(String text) {
        log.accept(Level.WARNING, text);
    }
}
