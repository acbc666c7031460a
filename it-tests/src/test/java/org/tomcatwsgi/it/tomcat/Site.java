package org.tomcatwsgi.it.tomcat;

import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/**
 * A running Tomcat as its clients see it.
 *
 * @param port HTTP, on the loopback interface
 * @param log  its log
 */
public record Site(int port, ServerLog log) {

    public RawHttp connect() {
        return RawHttp.connect(port);
    }

    /** Sends a request over a connection of its own. */
    public Response send(Request request) {
        try (RawHttp http = connect()) {
            return http.send(request).read();
        }
    }

    public Response get(String target) {
        return send(Request.get(target));
    }
}
