package org.tomcatwsgi.fastcgi;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection to a FastCGI server that is not one of our workers (docs/daemon-protocol.md section 1.2). It carries one request: not every server keeps connections,
 * and from one that is kept nobody can tell whether it still stands.
 */
final class PlainConnection implements FastCgiConnection {

    private final SocketChannel socket;
    private final FastCgiServer.Limits limits;
    private volatile DuplexChannel channel;
    private volatile boolean open = true;

    PlainConnection(SocketChannel socket, FastCgiServer.Limits limits) {
        this.socket = socket;
        this.limits = limits;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        DuplexChannel duplex = channel;
        try {
            socket.close();
            if (duplex != null) {
                duplex.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("A socket cannot be closed: " + e, e);
        }
    }

    @Override
    public Ending exchange(String[] parameters, RequestBody body, ResponseSink sink) {
        try (SpooledBody spooled = body == null ? null : SpooledBody.of(body, limits.requestBody(), limits.spoolDirectory())) {
            ByteBuffer opening = new RequestEncoder().opening(parameters, spooled != null, false);
            if (opening == null) {
                return new Ending.Failed(500, "The request's environ has more than [" + RequestEncoder.LARGEST_PARAMETERS + "] bytes.");
            }
            return exchange(opening, spooled, new PlainResponse(sink, isHead(parameters)));
        } catch (SpooledBody.TooLargeException e) {
            return new Ending.Failed(413, "Refused: " + e.getMessage() + ".");
        } catch (SpooledBody.SpoolException e) {
            return new Ending.Failed(500, "Failed: " + e.getMessage() + ".");
        } catch (IOException e) {
            return new Ending.ClientGone(e);
        } finally {
            close();
        }
    }

    private static boolean isHead(String[] parameters) {
        for (int i = 0; i + 1 < parameters.length; i += 2) {
            if (parameters[i].equals("REQUEST_METHOD")) {
                return parameters[i + 1].equals("HEAD");
            }
        }
        return false;
    }

    private Ending exchange(ByteBuffer opening, SpooledBody body, PlainResponse response) {
        DuplexChannel duplex = null;
        try {
            duplex = new DuplexChannel(socket);
            channel = duplex;
            duplex.send(opening, body);
            return response.receive(new RecordReader(duplex));
        } catch (PlainResponse.ClientException e) {
            return new Ending.ClientGone(e.cause());
        } catch (ProtocolException e) {
            return response.failed("The server sent " + e.getMessage() + ".");
        } catch (IOException e) {
            String reason = e instanceof ClosedChannelException ? "the connection was closed" : e instanceof EOFException ? e.getMessage() : e.toString();
            return response.begun() ? new Ending.BrokenOff("The response broke off: " + reason + ".")
                    : new Ending.Lost(reason, duplex == null || duplex.isDelivered());
        }
    }

    /** A response of plain FastCGI on its way. */
    private final class PlainResponse {

        private final ResponseSink sink;
        private byte[] head = new byte[1024];
        private int have;
        private boolean begun;
        // bytes of the body that have to come, -1 if nobody knows
        private long missing = -1;
        private boolean bodyless;

        PlainResponse(ResponseSink sink, boolean toHead) {
            this.sink = sink;
            this.bodyless = toHead;
        }

        /** The sink's exception, told apart from the connection's own. */
        private static final class ClientException extends IOException {

            private static final long serialVersionUID = 1L;

            ClientException(IOException cause) {
                super(cause);
            }

            IOException cause() {
                return (IOException) getCause();
            }
        }

        boolean begun() {
            return begun;
        }

        Ending failed(String reason) {
            return begun ? new Ending.BrokenOff(reason) : new Ending.Failed(500, reason);
        }

        Ending receive(RecordReader records) throws IOException {
            while (true) {
                records.next();
                if (records.requestId() == 1 && records.type() == RecordType.END_REQUEST) {
                    return end(records);
                }
                if (records.requestId() == 1 && records.type() == RecordType.STDERR && records.length() > 0) {
                    sink.log(StandardCharsets.UTF_8.decode(records.content()).toString().strip());
                } else if (records.requestId() == 1 && records.type() == RecordType.STDOUT && records.length() > 0) {
                    boolean flush = !records.isNextCompleteBehindContent();
                    output(records.content(), flush);
                }
                records.skip();
            }
        }

        private void output(ByteBuffer content, boolean flush) throws IOException {
            if (begun) {
                body(content, flush);
                return;
            }
            int length = content.remaining();
            if (have + length > head.length) {
                head = Arrays.copyOf(head, Math.max(2 * head.length, have + length));
            }
            content.get(head, have, length);
            have += length;
            int end = CgiHead.end(head, have);
            if (end < 0 ? have > limits.headerBuffer() : end > limits.headerBuffer()) {
                throw new ProtocolException("a response head of more than headerBufferSize [" + limits.headerBuffer() + "] bytes");
            }
            if (end < 0) {
                return;
            }
            CgiHead parsed = CgiHead.parse(head, end);
            missing = parsed.length();
            bodyless |= parsed.isBodyless();
            begun = true;
            attempt(() -> sink.head(parsed.rendered()));
            if (have > end) {
                body(ByteBuffer.wrap(head, end, have - end), flush);
            }
            head = new byte[0];
        }

        private void body(ByteBuffer content, boolean flush) throws IOException {
            if (missing >= 0) {
                // what is beyond the Content-Length would be taken for the next response
                content.limit(content.position() + (int) Math.min(content.remaining(), missing));
                missing -= content.remaining();
            }
            if (content.hasRemaining()) {
                attempt(() -> sink.body(content, flush));
            }
        }

        private Ending end(RecordReader records) throws IOException {
            if (records.length() != 8) {
                throw new ProtocolException("an FCGI_END_REQUEST of [" + records.length() + "] bytes instead of 8");
            }
            ByteBuffer end = records.content();
            int status = end.getInt(0);
            int protocol = end.get(4) & 0xff;
            if (protocol == RecordType.OVERLOADED && !begun) {
                return new Ending.Refused();
            }
            if (status != 0) {
                sink.log("The application ended with the appStatus [" + status + "].");
            }
            if (protocol != RecordType.REQUEST_COMPLETE || !begun) {
                return failed("The server ended a request without a response (protocolStatus [" + protocol + "]).");
            }
            return missing > 0 && !bodyless ? new Ending.BrokenOff("The response is [" + missing + "] bytes shorter than its Content-Length.")
                    : new Ending.Complete();
        }

        private void attempt(Giving giving) throws IOException {
            try {
                giving.give();
            } catch (IOException e) {
                throw new ClientException(e);
            }
        }
    }

    private interface Giving {
        void give() throws IOException;
    }
}
