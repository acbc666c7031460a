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
}
