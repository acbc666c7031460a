package org.tomcatwsgi.fastcgi;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection to one of our own workers: FastCGI with the body on demand (docs/daemon-protocol.md section 1.1). At any time only one side writes, so blocking calls
 * of one thread carry a request in both directions.
 */
final class DialectConnection implements FastCgiConnection {

    private static final int BLOCK = RecordType.LARGEST_CONTENT;
    private static final int LARGEST_HEAD = 1 << 20;
    private static final int BROKE_OFF = 1;
    // a Unix socket hands this over in one piece, which a worker takes in one
    private static final int ONE_PIECE = 32 << 10;

    private final SocketChannel channel;
    private final boolean local;
    private final RecordReader records;
    private final BodyOnDemand bodies;
    private final RequestEncoder encoder = new RequestEncoder(true);
    private final StatusHead statusHead = new StatusHead();
    // STDOUT until the head is complete
    private byte[] content = new byte[BLOCK];
    private boolean used;
    private volatile boolean open = true;

    /**
     * Takes over a channel: it is closed with this.
     *
     * @param channel connected, blocking
     */
    DialectConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.local = channel.getRemoteAddress() instanceof UnixDomainSocketAddress;
        this.records = new RecordReader(channel, true);
        this.bodies = new BodyOnDemand(channel);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("A socket cannot be closed: " + e, e);
        }
    }

    @Override
    public Ending exchange(String[] parameters, RequestBody body, ResponseSink sink) {
        ByteBuffer opening = encoder.opening(parameters, body != null, true);
        if (opening == null) {
            return new Ending.Failed(500, "The request's environ has more than [" + RequestEncoder.LARGEST_PARAMETERS + "] bytes.");
        }
        boolean certain = local && (body != null || opening.remaining() <= ONE_PIECE);
        try {
            if (records.hasMore() || used && !local && hasArrived()) {
                throw new ProtocolException("something between two requests");
            }
            used = true;
            send(opening);
        } catch (IOException e) {
            // the records did not arrive whole, so the application was not called
            close();
            return new Ending.Lost(reason(e), false);
        }
        bodies.begin(body);
        ClientSink client = new ClientSink(sink);
        Response response = new Response(client);
        try {
            return response.receive();
        } catch (ClientException e) {
            close();
            return new Ending.ClientGone(e.cause());
        } catch (IOException e) {
            close();
            // a Unix socket is reset when its process ends with something unread: what it has not read whole it has not begun to work on
            boolean unread = certain && e instanceof SocketException && !response.heard;
            return client.isBegun() ? new Ending.BrokenOff("The response broke off: " + reason(e) + ".") : new Ending.Lost(reason(e), !unread);
        } catch (RuntimeException e) {
            // a response that the container does not take
            close();
            String why = "The response cannot be sent: " + e + ".";
            return client.isBegun() ? new Ending.BrokenOff(why) : new Ending.Failed(500, why);
        }
    }

    /** Over TCP the first write succeeds even when the other end was closed while the connection was idle; nobody could tell afterwards whether the request got through. */
    private boolean hasArrived() throws IOException {
        channel.configureBlocking(false);
        int count = channel.read(ByteBuffer.allocate(1));
        channel.configureBlocking(true);
        if (count < 0) {
            throw new EOFException("the connection was closed while it was idle");
        }
        return count > 0;
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof ProtocolException) {
            return "the worker sent " + e.getMessage();
        }
        return e instanceof ClosedChannelException ? "the connection was closed" : e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** One response on its way. */
    private final class Response {

        private final ClientSink client;
        // bytes of the head that have come
        private int have;
        private boolean heard;

        Response(ClientSink client) {
            this.client = client;
            statusHead.reset();
            if (content.length > BLOCK) {
                content = new byte[BLOCK];
            }
        }

        Ending receive() throws IOException {
            while (true) {
                records.next();
                heard = true;
                if (records.requestId() != RecordType.REQUEST_ID) {
                    records.skip();
                    continue;
                }
                switch (records.type()) {
                    case RecordType.STDOUT -> {
                        if (output()) {
                            return new Ending.Complete();
                        }
                    }
                    case RecordType.WSGI_READ -> answer();
                    case RecordType.WSGI_FILE -> file();
                    case RecordType.STDERR -> {
                        byte[] text = taken();
                        client.log(new String(text, StandardCharsets.UTF_8));
                    }
                    case RecordType.END_REQUEST -> {
                        return end();
                    }
                    default -> records.skip();
                }
            }
        }

        /** Answers whether the response is complete with this. */
        private boolean output() throws IOException {
            int length = records.length();
            boolean begun = client.isBegun();
            if (begun && length > 0) {
                client.body(records.content(), !records.isNextCompleteBehindContent());
            }
            if (begun || length == 0) {
                records.skip();
                return false;
            }
            if (content.length - have < length) {
                if (have + length > LARGEST_HEAD) {
                    throw new ProtocolException("a head of more than [" + LARGEST_HEAD + "] bytes");
                }
                content = Arrays.copyOf(content, have + BLOCK);
            }
            records.take(content, have);
            have += length;
            int end = statusHead.end(content, have);
            if (end < 0) {
                return false;
            }
            return first(end);
        }

        /** The head is there; perhaps all the rest is, too. */
        private boolean first(int end) throws IOException {
            boolean whole = records.takeSuccess();
            byte[] answer = Arrays.copyOfRange(content, StatusHead.PREFIX_LENGTH, whole ? have : end);
            if (whole) {
                client.whole(answer);
            } else {
                client.head(answer);
                if (have > end) {
                    client.body(ByteBuffer.wrap(content, end, have - end), !records.isNextComplete());
                }
            }
            return whole;
        }

        private void file() throws IOException {
            byte[] part = taken();
            if (!client.isBegun() || part.length <= 16) {
                throw new ProtocolException("a WSGI_FILE record that is out of place");
            }
            ByteBuffer numbers = ByteBuffer.wrap(part);
            long offset = numbers.getLong();
            long count = numbers.getLong();
            String path = new String(part, 16, part.length - 16, StandardCharsets.UTF_8);
            if (offset < 0 || count < 0 || offset > Long.MAX_VALUE - count) {
                throw new ProtocolException("a WSGI_FILE record with a number out of range");
            }
            client.file(path, offset, count);
        }

        private Ending end() throws IOException {
            byte[] end = taken();
            if (end.length != 8) {
                throw new ProtocolException("an FCGI_END_REQUEST of [" + end.length + "] bytes instead of 8");
            }
            long status = ByteBuffer.wrap(end).getInt() & 0xffffffffL;
            int protocol = end[4] & 0xff;
            if (protocol == RecordType.OVERLOADED && have == 0 && !bodies.isUsed()) {
                return new Ending.Refused();
            }
            if (client.isBegun()) {
                if (status == 0 && protocol == RecordType.REQUEST_COMPLETE) {
                    return new Ending.Complete();
                }
                // the end of the client's connection must not overtake what the application has sent
                client.flush();
                return new Ending.BrokenOff("");
            }
            if (status >= 400 && status < 600 && have == 0) {
                return new Ending.Failed((int) status, "");
            }
            return new Ending.Failed(500, status == BROKE_OFF ? "" : "The worker ended a request without a response (appStatus [" + status + "], protocolStatus ["
                    + protocol + "]).");
        }

        private byte[] taken() {
            byte[] bytes = new byte[records.length()];
            records.take(bytes, 0);
            return bytes;
        }

        private void answer() throws IOException {
            byte[] asked = taken();
            long wanted = asked.length == 4 ? ByteBuffer.wrap(asked).getInt() & 0xffffffffL : 0;
            if (wanted == 0) {
                throw new ProtocolException("a WSGI_READ record that asks for nothing");
            }
            if (bodies.waitsForClient()) {
                // which may wait for this before it sends more
                client.flush();
            }
            bodies.answer(wanted);
        }
    }
}
