package org.tomcatwsgi.fastcgi;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The server's side of one connection, for scripts of tests. */
final class Peer {

    private final SocketChannel channel;
    private final DataInputStream input;

    Peer(SocketChannel channel) {
        this.channel = channel;
        this.input = new DataInputStream(Channels.newInputStream(channel));
    }

    record Record(int type, int id, byte[] content) {
        String text() {
            return new String(content, StandardCharsets.ISO_8859_1);
        }
    }

    /** A record's bytes. */
    static byte[] record(int type, int id, byte[] content, int padding) {
        return ByteBuffer.allocate(8 + content.length + padding).put((byte) 1).put((byte) type).putShort((short) id).putShort((short) content.length)
                .put((byte) padding).put((byte) 0).put(content).array();
    }

    static byte[] stdout(String text) {
        return record(RecordType.STDOUT, 1, text.getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    static byte[] stderr(String text) {
        return record(RecordType.STDERR, 1, text.getBytes(StandardCharsets.UTF_8), 0);
    }

    static byte[] end(int appStatus, int protocolStatus) {
        return record(RecordType.END_REQUEST, 1, ByteBuffer.allocate(8).putInt(appStatus).put((byte) protocolStatus).array(), 0);
    }

    static byte[] read(int wanted) {
        return record(RecordType.WSGI_READ, 1, ByteBuffer.allocate(4).putInt(wanted).array(), 0);
    }

    static byte[] file(long offset, long count, String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        return record(RecordType.WSGI_FILE, 1, ByteBuffer.allocate(16 + name.length).putLong(offset).putLong(count).put(name).array(), 0);
    }

    static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    Record next() throws IOException {
        int version = input.readUnsignedByte();
        if (version != 1) {
            throw new IllegalStateException("version " + version);
        }
        int type = input.readUnsignedByte();
        int id = input.readUnsignedShort();
        byte[] content = new byte[input.readUnsignedShort()];
        int padding = input.readUnsignedByte();
        input.readByte();
        input.readFully(content);
        input.skipNBytes(padding);
        return new Record(type, id, content);
    }

    /** Reads FCGI_BEGIN_REQUEST and the parameters; returns these. Null at the end of the connection. */
    Map<String, String> opening() throws IOException {
        Record begin;
        try {
            begin = next();
        } catch (EOFException e) {
            return null;
        }
        if (begin.type() != RecordType.BEGIN_REQUEST || begin.content()[1] != RecordType.RESPONDER) {
            throw new IllegalStateException("not the beginning of a request: " + begin);
        }
        byte[] all = {};
        for (Record record = next(); record.content().length > 0; record = next()) {
            all = join(all, record.content());
        }
        return pairs(ByteBuffer.wrap(all));
    }

    /** The same for a request without a body. */
    Map<String, String> request() throws IOException {
        Map<String, String> parameters = opening();
        if (parameters != null) {
            Record record = next();
            if (record.type() != RecordType.STDIN || record.content().length > 0) {
                throw new IllegalStateException("not the empty FCGI_STDIN: " + record);
            }
        }
        return parameters;
    }

    private static Map<String, String> pairs(ByteBuffer all) {
        Map<String, String> pairs = new LinkedHashMap<>();
        while (all.hasRemaining()) {
            byte[] name = new byte[length(all)];
            byte[] value = new byte[length(all)];
            all.get(name).get(value);
            pairs.put(new String(name, StandardCharsets.ISO_8859_1), new String(value, StandardCharsets.ISO_8859_1));
        }
        return pairs;
    }

    private static int length(ByteBuffer all) {
        int first = all.get();
        return first >= 0 ? first : (first & 0x7f) << 24 | (all.get() & 0xff) << 16 | (all.get() & 0xff) << 8 | all.get() & 0xff;
    }

    void send(byte[]... parts) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(join(parts));
        while (all.hasRemaining()) {
            channel.write(all);
        }
    }

    /** Sends byte by byte. */
    void dribble(byte[]... parts) throws IOException {
        for (byte b : join(parts)) {
            channel.write(ByteBuffer.wrap(new byte[] {b}));
        }
    }

    /** Waits until the other side closes. */
    void awaitEnd() throws IOException {
        input.skip(Long.MAX_VALUE);
        while (input.read() >= 0) {
            input.skip(Long.MAX_VALUE);
        }
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    void close() throws IOException {
        channel.close();
    }
}
