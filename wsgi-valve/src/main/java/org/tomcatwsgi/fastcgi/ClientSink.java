package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A sink whose failures say that they are the client's. Knows whether the response has begun, and whether a part of it waits for a flush. Used by one thread.
 */
final class ClientSink implements ResponseSink {

    private final ResponseSink sink;
    private boolean begun;
    private boolean unflushed;

    ClientSink(ResponseSink sink) {
        this.sink = sink;
    }

    /** Whether the client's response has a head, so that no other one can take its place. */
    boolean isBegun() {
        return begun;
    }

    @Override
    public void whole(byte[] headAndBody) throws ClientException {
        try {
            sink.whole(headAndBody);
        } catch (IOException e) {
            throw new ClientException(e);
        }
        begun = true;
    }

    @Override
    public void head(byte[] head) throws ClientException {
        try {
            sink.head(head);
        } catch (IOException e) {
            throw new ClientException(e);
        }
        begun = true;
        unflushed = true;
    }

    @Override
    public void body(ByteBuffer block, boolean flush) throws ClientException {
        try {
            sink.body(block, flush);
        } catch (IOException e) {
            throw new ClientException(e);
        }
        unflushed = !flush;
    }

    /** Sends what waits for a flush on its way. */
    void flush() throws ClientException {
        if (unflushed) {
            body(ByteBuffer.allocate(0), true);
        }
    }

    @Override
    public void file(String path, long offset, long count) throws ClientException {
        try {
            sink.file(path, offset, count);
        } catch (IOException e) {
            throw new ClientException(e);
        }
    }

    @Override
    public void log(String text) {
        sink.log(text);
    }
}
