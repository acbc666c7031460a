package org.tomcatwsgi.fastcgi;

import java.io.IOException;

/** The body of a request, read as far as the server wants it. Used by one thread. */
public interface RequestBody {

    /** Waits for bytes and reads some; -1 at the end. IOException: the body has broken off. */
    int read(byte[] block, int offset, int length) throws IOException;

    /** How many bytes can be read without waiting. */
    int available() throws IOException;

    /** Whether the end is known to be reached, so that the next read would say so without waiting. */
    boolean finished();

    /**
     * Takes the body back, because the server that was to have it has seen nothing of it: reading begins again with its first byte.
     *
     * @param whole all of it; whoever takes it closes it
     * @throws IOException if this body cannot be taken back, so that no other server can be asked
     */
    default void restore(SpooledBody whole) throws IOException {
        throw new IOException("the request body was read and cannot be sent again");
    }
}
