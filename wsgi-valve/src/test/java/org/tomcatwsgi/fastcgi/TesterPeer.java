package org.tomcatwsgi.fastcgi;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other end of a FastCGI connection: a socket and a thread that does what the test says with each connection. */
final class TesterPeer implements AutoCloseable {

    private final Path directory;
    private final ServerSocketChannel listener;
    private final Thread thread;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** What is done with a connection; it is closed afterwards. */
    interface Conduct {
        void with(Wire wire) throws IOException;
    }

    TesterPeer(Conduct conduct) throws IOException {
        directory = Files.createTempDirectory("peer");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket()));
        thread = new Thread(() -> serve(conduct), "tester-peer");
        thread.setDaemon(true);
        thread.start();
    }

    Path socket() {
        return directory.resolve("s");
    }

    SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    ServerAddress address() {
        return new ServerAddress("unix:" + socket());
    }

    private void serve(Conduct conduct) {
        while (listener.isOpen()) {
            try (SocketChannel channel = listener.accept()) {
                conduct.with(new Wire(channel));
            } catch (IOException e) {
                // the client under test may close whenever it wants
                if (listener.isOpen() && !(e instanceof EOFException)) {
                    failures.add(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }

    /** A connection as the peer sees it. */
    static final class Wire {

        private final SocketChannel channel;

        /** A record. */
        record Received(int type, int id, byte[] content) {
        }

        Wire(SocketChannel channel) {
            this.channel = channel;
        }

        /** Reads one record. */
        Received record() throws IOException {
            ByteBuffer header = exactly(8);
            byte[] content = exactly(header.getShort(4) & 0xffff).array();
            exactly(header.get(6) & 0xff);
            return new Received(header.get(1), header.getShort(2), content);
        }

        /** Reads a request up to the end of its parameters; returns them. */
        byte[] request() throws IOException {
            ByteArrayOutputStream parameters = new ByteArrayOutputStream();
            while (true) {
                Received received = record();
                if (received.type() == RecordType.PARAMS) {
                    if (received.content().length == 0) {
                        return parameters.toByteArray();
                    }
                    parameters.write(received.content());
                }
            }
        }

        void send(byte[]... parts) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.write(part);
            }
            ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Reads until the other side closes. */
        void awaitClose() throws IOException {
            Channels.newInputStream(channel).readAllBytes();
        }

        private ByteBuffer exactly(int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException();
                }
            }
            return bytes;
        }
    }

    static byte[] record(int type, int id, byte[] content) {
        return ByteBuffer.allocate(8 + content.length).put((byte) 1).put((byte) type).putShort((short) id).putShort((short) content.length).putShort((short) 0)
                .put(content).array();
    }

    static byte[] stdout(String text) {
        return record(RecordType.STDOUT, 1, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] end(int appStatus, int protocolStatus) {
        return record(RecordType.END_REQUEST, 1, ByteBuffer.allocate(8).putInt(appStatus).put((byte) protocolStatus).array());
    }

    static byte[] whole(String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(stdout(text));
        all.writeBytes(stdout(""));
        all.writeBytes(end(0, 0));
        return all.toByteArray();
    }
}
