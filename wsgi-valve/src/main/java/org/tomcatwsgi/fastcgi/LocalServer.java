package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A daemon process of ours behind its Unix socket.
 *
 * @param socket path of the socket
 */
public record LocalServer(Path socket) implements FastCgiConnection.Factory {

    @Override
    public FastCgiConnection open(Duration timeout) throws IOException {
        return new DialectConnection(Connector.connect(UnixDomainSocketAddress.of(socket), timeout, () -> true));
    }
}
