package org.tomcatwsgi.it.http;

/** How a response ended, and whether a client could tell that it was whole. */
public enum Ending {

    /** It can have no body: answer to HEAD, 204 or 304. */
    NO_BODY(true),
    /** All that Content-Length promised has come. */
    LENGTH_REACHED(true),
    /** The last chunk has come. */
    LAST_CHUNK(true),
    /** Delimited by the end of the connection: whole as far as anybody can tell. */
    END_OF_CONNECTION(true),
    /** Chunked, and the connection ended before the last chunk. */
    WITHOUT_LAST_CHUNK(false),
    /** The connection ended before all that Content-Length promised had come. */
    SHORTER_THAN_LENGTH(false),
    /** The connection was reset. */
    RESET(false);

    private final boolean whole;

    Ending(boolean whole) {
        this.whole = whole;
    }

    public boolean isWhole() {
        return whole;
    }
}
