package org.tomcatwsgi.express;

import java.util.LinkedHashMap;
import java.util.Map;

/** The attributes of the launcher's connectors, as they stand in server.xml. */
final class ConnectorAttributes {

    /** Connections that wait for the acceptor; Tomcat's 100 refuses clients in a burst. */
    private static final int BACKLOG = 500;

    /** Bytes of the buffers between Tomcat and a connection's socket; its 8 KiB make eight system calls of one. */
    private static final String SOCKET_BUFFER = Integer.toString(64 << 10);

    private ConnectorAttributes() {
    }

    static Map<String, String> of(ServerConfiguration configuration) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("maxThreads", String.valueOf(configuration.maxClients()));
        attributes.put("acceptCount", String.valueOf(BACKLOG));
        attributes.put("maxKeepAliveRequests", "-1");
        attributes.put("socket.appReadBufSize", SOCKET_BUFFER);
        attributes.put("socket.appWriteBufSize", SOCKET_BUFFER);
        // "100 Continue" is sent when the application reads: it may refuse the body by its headers alone (PEP 3333, "HTTP 1.1 Expect/Continue").
        attributes.put("continueResponseTiming", "onRead");
        // a path is bytes to a WSGI application; as UTF-8 Tomcat would refuse some
        attributes.put("URIEncoding", "ISO-8859-1");
        // %2F in a path is a slash, to Tomcat as to the application
        attributes.put("encodedSolidusHandling", "decode");
        return attributes;
    }

    /** The same for TLS. */
    static Map<String, String> secure(ServerConfiguration configuration) {
        Map<String, String> attributes = of(configuration);
        attributes.put("scheme", "https");
        attributes.put("secure", "true");
        attributes.put("SSLEnabled", "true");
        return attributes;
    }
}
