package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A daemon process of ours behind its Unix socket. Its backlog cannot overflow, for it is sent no more requests than it has threads, so connecting takes no time.
 *
 * @param socket path of the socket
 */
public record LocalServer(Path socket) implements FastCgiConnection.Factory {

    @Override
    public FastCgiConnection open(Duration timeout) throws IOException {
        return new DialectConnection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }
}
