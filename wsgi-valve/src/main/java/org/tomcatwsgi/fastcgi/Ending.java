package org.tomcatwsgi.fastcgi;

import java.io.IOException;

/** How one request over a FastCGI connection ended. */
public sealed interface Ending {

    /** The response is complete. */
    record Complete() implements Ending {
    }

    /** The head has gone to the sink, but the response will not be complete: the client has to see that. */
    record BrokenOff(String reason) implements Ending {
    }

    /** There is no response: the server answers with its own page of this status (400 to 599). */
    record Failed(int status, String reason) implements Ending {
    }

    /** The server takes no request now (FCGI_OVERLOADED); nothing of the body is lost, so another one may be asked. */
    record Refused() implements Ending {
    }

    /**
     * The connection ended, or something other than FastCGI came, before any of the response went to the sink.
     *
     * @param delivered whether the server may have begun to work on the request; if not, another connection may be tried
     */
    record Lost(String reason, boolean delivered) implements Ending {
    }

    /** The client has gone: the sink or the request body failed. */
    record ClientGone(IOException cause) implements Ending {
    }
}
