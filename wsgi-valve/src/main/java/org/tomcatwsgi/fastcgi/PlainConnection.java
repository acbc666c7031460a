package org.tomcatwsgi.fastcgi;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a FastCGI server that is not one of our workers (docs/daemon-protocol.md section 1.2). It carries one request: not every server keeps connections,
 * and from one that is kept nobody can tell whether it still stands. It is made when the request's body is there: a server's process that waits for a slow client
 * serves nobody else, and some servers give up after seconds.
 */
final class PlainConnection implements FastCgiConnection {

    private static final String OWN = "TOMCATWSGI_";
    private static final String LENGTH = "CONTENT_LENGTH";

    private final ServerAddress address;
    private final FastCgiServer.Limits limits;
    private final Duration timeout;
    // guarded by this
    private DuplexChannel channel;
    private volatile boolean open = true;

    /** @param timeout longest wait for the connection */
    PlainConnection(ServerAddress address, FastCgiServer.Limits limits, Duration timeout) {
        this.address = address;
        this.limits = limits;
        this.timeout = timeout;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close() {
        open = false;
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("A socket cannot be closed: " + e, e);
        }
    }

    @Override
    public Ending exchange(String[] parameters, RequestBody body, ResponseSink sink) {
        SpooledBody spooled = null;
        boolean kept = false;
        try {
            spooled = body == null ? null : SpooledBody.of(body, limits.requestBody(), limits.spoolDirectory());
            Ending ending = exchange(parameters, spooled, new PlainResponse(new ClientSink(sink), limits.headerBuffer(), isHead(parameters)));
            if (spooled == null || !isForAnother(ending)) {
                return ending;
            }
            spooled.rewind();
            body.restore(spooled);
            kept = true;
            return ending;
        } catch (SpooledBody.TooLargeException e) {
            return new Ending.Failed(413, "Refused: " + e.getMessage() + ".");
        } catch (SpooledBody.SpoolException e) {
            return new Ending.Failed(500, "Failed: " + e.getMessage() + ".");
        } catch (IOException e) {
            return spooled == null ? new Ending.ClientGone(e) : new Ending.Failed(503, "No other server can be asked: " + e.getMessage() + ".");
        } catch (RuntimeException e) {
            return new Ending.Failed(500, "The request body cannot be read: " + e + ".");
        } finally {
            close();
            if (spooled != null && !kept) {
                spooled.close();
            }
        }
    }

    /** Without what only our workers understand, and with the length of the body, which is known now: a server without chunks of its own needs it (RFC 3875 section 4.1.2). */
    private static String[] plain(String[] parameters, SpooledBody body) {
        List<String> plain = new ArrayList<>(parameters.length + 2);
        for (int i = 0; i + 1 < parameters.length; i += 2) {
            if (!parameters[i].startsWith(OWN) && (body == null || !parameters[i].equals(LENGTH))) {
                plain.add(parameters[i]);
                plain.add(parameters[i + 1]);
            }
        }
        if (body != null) {
            plain.add(LENGTH);
            plain.add(Long.toString(body.size()));
        }
        return plain.toArray(String[]::new);
    }

    private static boolean isForAnother(Ending ending) {
        return ending instanceof Ending.Refused || ending instanceof Ending.Lost lost && !lost.delivered();
    }

    private static boolean isHead(String[] parameters) {
        for (int i = 0; i + 1 < parameters.length; i += 2) {
            if (parameters[i].equals("REQUEST_METHOD")) {
                return parameters[i + 1].equals("HEAD");
            }
        }
        return false;
    }

    private Ending exchange(String[] parameters, SpooledBody body, PlainResponse response) {
        ByteBuffer opening = new RequestEncoder(false).opening(plain(parameters, body), body != null, false);
        if (opening == null) {
            return new Ending.Failed(500, "The request's environ has more than [" + RequestEncoder.LARGEST_PARAMETERS + "] bytes.");
        }
        DuplexChannel duplex = null;
        try {
            duplex = connect();
            duplex.send(opening, body);
            return response.receive(new RecordReader(duplex, false));
        } catch (ClientException e) {
            return new Ending.ClientGone(e.cause());
        } catch (ProtocolException e) {
            return response.failed("The server sent " + e.getMessage() + ".");
        } catch (SpooledBody.SpoolException e) {
            return response.failed("Failed: " + e.getMessage() + ".");
        } catch (IOException e) {
            String reason = e instanceof ClosedChannelException ? "the connection was closed" : e instanceof EOFException ? e.getMessage() : e.toString();
            return response.lost(reason, duplex != null && duplex.isDelivered());
        } catch (RuntimeException e) {
            // a response that the container does not take
            return response.failed("The response cannot be sent: " + e + ".");
        }
    }

    private DuplexChannel connect() throws IOException {
        DuplexChannel connected = new DuplexChannel(Connector.connect(address.resolve(), timeout, () -> open));
        synchronized (this) {
            channel = connected;
            if (!open) {
                connected.close();
                throw new ClosedChannelException();
            }
        }
        return connected;
    }
}
