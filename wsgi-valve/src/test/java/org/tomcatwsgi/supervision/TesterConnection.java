package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.FastCgiConnection;
import org.tomcatwsgi.fastcgi.RequestBody;
import org.tomcatwsgi.fastcgi.ResponseSink;

/** A connection to fake-worker.py: the first parameter is the line that it is sent. */
final class TesterConnection implements FastCgiConnection {

    private final SocketChannel channel;

    private TesterConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static FastCgiConnection.Factory factory(Path socket) {
        return timeout -> open(socket, timeout);
    }

    private static FastCgiConnection open(Path socket, Duration timeout) throws IOException {
        assert !timeout.isNegative();
        return new TesterConnection(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    @Override
    public Ending exchange(String[] parameters, RequestBody body, ResponseSink sink) {
        try {
            channel.write(ByteBuffer.wrap((parameters[0] + "\n").getBytes(StandardCharsets.UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(3);
            while (answer.hasRemaining()) {
                if (channel.read(answer) < 0) {
                    close();
                    return new Ending.Lost("the connection has ended", true);
                }
            }
            return new Ending.Complete();
        } catch (IOException e) {
            close();
            return new Ending.Lost(e.toString(), true);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
