package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a response goes. Heads are as the gateway renders them: "200 OK", then a line for each header, LF behind each, and an empty line; checked, so that every
 * line is well-formed. Each method throws IOException when the client has gone. Used by one thread.
 */
public interface ResponseSink {

    /** A whole response: head and body in one piece. Nothing else is called. */
    void whole(byte[] headAndBody) throws IOException;

    /** The head of a response whose body follows. */
    void head(byte[] head) throws IOException;

    /**
     * A piece of the body.
     *
     * @param block what the piece consists of; its content changes after the call
     * @param flush whether nothing more is at hand: what was given so far has to leave for the client
     */
    void body(ByteBuffer block, boolean flush) throws IOException;

    /** A piece of the body that stands in a file. */
    void file(String path, long offset, long count) throws IOException;

    /** What a foreign server wrote to FCGI_STDERR. */
    void log(String text);
}
