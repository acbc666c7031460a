package org.tomcatwsgi.express;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.tomcatwsgi.connector.LeaderFollowerEndpoint;

/** HTTP/1.1 that can be asked whether a response is still on its way; Tomcat itself only waits for connections, idle ones, too. */
final class DrainingProtocol extends Http11NioProtocol {

    DrainingProtocol() {
        super(new LeaderFollowerEndpoint());
        // The port opens when the application is loaded; Tomcat closes early only what it opened that late.
        getEndpoint().setBindOnInit(false);
        // Who drained has waited already; what is left was cut off and only has to notice.
        getEndpoint().setExecutorTerminationTimeoutMillis(1000);
    }

    /** Accepts no more connections and tells the clients of the others, response by response, to close them. */
    void drain() {
        setMaxKeepAliveRequests(1);
        closeServerSocketGraceful();
    }

    /** Whether no thread works on a request and no file is being sent. */
    boolean isIdle() {
        AbstractEndpoint<NioChannel, ?> endpoint = getEndpoint();
        return endpoint.getCurrentThreadsBusy() == 0 && endpoint.getConnections().stream().noneMatch(DrainingProtocol::sendsFile);
    }

    private static boolean sendsFile(SocketWrapperBase<NioChannel> connection) {
        return connection instanceof NioSocketWrapper wrapper && wrapper.getSendfileData() != null;
    }
}
