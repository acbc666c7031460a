package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.time.Duration;

/**
 * A persistent connection to a FastCGI server (docs/daemon-protocol.md, section 1). One thread uses it at a time; {@link #close} may come from any.
 */
public interface FastCgiConnection extends AutoCloseable {

    /**
     * Carries one request. Returns when the response has ended, one way or another; throws nothing.
     *
     * @param parameters names and values in turn, latin-1
     * @param body       the request body, null if the request has none; read only as far as the server wants it
     * @param sink       where the response goes
     */
    Ending exchange(String[] parameters, RequestBody body, ResponseSink sink);

    /** Whether another request can be sent. */
    boolean isOpen();

    /** Ends the connection; an exchange under way returns at once, as lost or broken off. */
    @Override
    void close();

    /** Makes connections to one server. */
    interface Factory {

        /**
         * Opens a connection.
         *
         * @param timeout longest wait
         * @throws IOException if nobody accepts it within that time
         */
        FastCgiConnection open(Duration timeout) throws IOException;
    }
}
