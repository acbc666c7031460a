package org.tomcatwsgi.express;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server around the application.
 *
 * @param host            the name or address to listen on
 * @param port            the port, 0 for any that is free
 * @param tls             the connector for TLS beside it
 * @param maxClients      how many requests are answered at a time
 * @param shutdownTimeout how long running requests may take to end after SIGTERM
 * @param valves          what sees a request before the application does, in this order
 * @param services        attributes of WsgiDaemonValves that serve nothing: each runs a script beside the server
 * @param serverStatus    whether the status page is there, for requests over the loopback interface
 */
record ServerConfiguration(
        String host, int port, Optional<Tls> tls, int maxClients, Duration shutdownTimeout, Application application, List<UrlAlias> urlAliases,
        List<ServerElement> valves, List<Map<String, String>> services, boolean serverStatus) {

    /** The URL of the application once the port is known. */
    String url(int actualPort) {
        return url("http", actualPort);
    }

    /** The same by TLS. */
    String secureUrl(int actualPort) {
        return url("https", actualPort);
    }

    private String url(String scheme, int actualPort) {
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return scheme + "://" + authority + ":" + actualPort + application.mountPoint().path();
    }
}
