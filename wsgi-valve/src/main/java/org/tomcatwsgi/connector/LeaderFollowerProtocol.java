package org.tomcatwsgi.connector;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 connector with all its attributes, whose threads take turns at waiting for requests, and can run Python themselves.
 *
 * <p>In server.xml: {@code <Connector protocol="org.tomcatwsgi.connector.LeaderFollowerProtocol" .../>}. With an {@code executor} attribute or with
 * {@code useVirtualThreads} it is the same as Tomcat's own.
 */
public final class LeaderFollowerProtocol extends Http11NioProtocol {

    public LeaderFollowerProtocol() {
        super(new LeaderFollowerEndpoint());
    }
}
