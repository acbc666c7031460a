package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.net.SocketException;
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

    private static final int REQUEST_ID = 1;
    private static final int BLOCK = RecordType.LARGEST_CONTENT;
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int LARGEST_HEAD = 1 << 20;
    private static final int BROKE_OFF = 1;

    private final SocketChannel channel;
    private final RecordReader records;
    private final RequestEncoder encoder = new RequestEncoder();
    // STDOUT until the head is complete, then one record's content at a time
    private byte[] content = new byte[BLOCK];
    private ByteBuffer answer;
    private volatile boolean open = true;

    DialectConnection(SocketChannel channel) {
        this.channel = channel;
        this.records = new RecordReader(channel);
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
        if (records.hasMore()) {
            close();
            return new Ending.Lost("something was sent between two requests", false);
        }
        try {
            send(opening);
        } catch (IOException e) {
            // the records did not arrive whole, so the application was not called
            close();
            return new Ending.Lost(reason(e), false);
        }
        Response response = new Response(body, sink);
        try {
            return response.receive();
        } catch (ClientException e) {
            close();
            return new Ending.ClientGone(e.cause());
        } catch (IOException e) {
            close();
            // a Unix socket is reset when its process ends with something unread: what it has not read whole it has not begun to work on
            boolean unread = e instanceof SocketException && !response.heard;
            return response.begun ? new Ending.BrokenOff("The response broke off: " + reason(e) + ".") : new Ending.Lost(reason(e), !unread);
        } catch (RuntimeException e) {
            // a response that the container does not take
            close();
            String why = "The response cannot be sent: " + e + ".";
            return response.begun ? new Ending.BrokenOff(why) : new Ending.Failed(500, why);
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String reason(IOException e) {
        return e instanceof ClosedChannelException ? "the connection was closed" : e.getMessage() == null ? e.toString() : e.getMessage();
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

    /** One response on its way. */
    private final class Response {

        private final RequestBody body;
        private final ResponseSink sink;
        // bytes of the head that have come
        private int have;
        private boolean begun;
        private boolean unflushed;
        private boolean heard;
        private boolean bodyOver;

        Response(RequestBody body, ResponseSink sink) {
            this.body = body;
            this.sink = sink;
        }

        Ending receive() throws IOException {
            while (true) {
                records.next();
                heard = true;
                if (records.requestId() != REQUEST_ID) {
                    records.skip();
                    continue;
                }
                switch (records.type()) {
                    case RecordType.STDOUT -> {
                        Ending ending = output();
                        if (ending != null) {
                            return ending;
                        }
                    }
                    case RecordType.WSGI_READ -> answer();
                    case RecordType.WSGI_FILE -> file();
                    case RecordType.STDERR -> {
                        byte[] text = taken();
                        sink.log(new String(text, StandardCharsets.UTF_8));
                    }
                    case RecordType.END_REQUEST -> {
                        return ended(taken());
                    }
                    default -> records.skip();
                }
            }
        }

        /** Answers how the response ended if it did with this, else null. */
        private Ending output() throws IOException {
            int length = records.length();
            if (begun && length > 0) {
                give(records.content(), !records.isNextCompleteBehindContent());
            }
            if (begun || length == 0) {
                records.skip();
                return null;
            }
            if (content.length - have < length) {
                if (have + length > LARGEST_HEAD) {
                    throw new ProtocolException("a head of more than [" + LARGEST_HEAD + "] bytes");
                }
                content = Arrays.copyOf(content, have + BLOCK);
            }
            records.take(content, have);
            have += length;
            int end = StatusHead.end(content, have);
            return end < 0 ? null : first(end);
        }

        /** The head is there; perhaps all the rest is, too. */
        private Ending first(int end) throws IOException {
            if (records.isNextComplete()) {
                records.next();
                if (isEmptyOutput() && records.isNextComplete()) {
                    records.skip();
                    records.next();
                    if (records.type() != RecordType.END_REQUEST || records.requestId() != REQUEST_ID) {
                        throw new ProtocolException("a record of type [" + records.type() + "] behind the end of the response");
                    }
                    return atOnce(end, taken());
                }
                records.unread();
            }
            begin(end, !records.isNextComplete());
            return null;
        }

        /** Head, body and end have come in one piece. What broke off looks as if it had come in several: the client gets what there is, and sees that it is cut. */
        private Ending atOnce(int end, byte[] endRequest) throws IOException {
            if (!isSuccess(endRequest)) {
                begin(end, true);
                return ended(endRequest);
            }
            byte[] whole = Arrays.copyOfRange(content, StatusHead.PREFIX_LENGTH, have);
            attempt(() -> sink.whole(whole));
            begun = true;
            shrink();
            return new Ending.Complete();
        }

        /** Gives the sink the head, and what has come of the body. */
        private void begin(int end, boolean flush) throws IOException {
            begun = true;
            byte[] head = Arrays.copyOfRange(content, StatusHead.PREFIX_LENGTH, end);
            attempt(() -> sink.head(head));
            unflushed = true;
            if (have > end) {
                give(ByteBuffer.wrap(content, end, have - end), flush);
            }
            shrink();
        }

        private void give(ByteBuffer block, boolean flush) throws IOException {
            unflushed = !flush;
            attempt(() -> sink.body(block, flush));
        }

        private void shrink() {
            if (content.length > BLOCK) {
                content = new byte[BLOCK];
            }
        }

        private boolean isEmptyOutput() {
            return records.type() == RecordType.STDOUT && records.requestId() == REQUEST_ID && records.length() == 0;
        }

        private void file() throws IOException {
            byte[] part = taken();
            if (!begun || part.length <= 16) {
                throw new ProtocolException("a WSGI_FILE record that is out of place");
            }
            ByteBuffer numbers = ByteBuffer.wrap(part);
            long offset = numbers.getLong();
            long count = numbers.getLong();
            String path = new String(part, 16, part.length - 16, StandardCharsets.UTF_8);
            if (offset < 0 || count < 0) {
                throw new ProtocolException("a WSGI_FILE record with a negative number");
            }
            attempt(() -> sink.file(path, offset, count));
        }

        private Ending ended(byte[] end) throws IOException {
            if (end.length != 8) {
                throw new ProtocolException("an FCGI_END_REQUEST of [" + end.length + "] bytes instead of 8");
            }
            long status = ByteBuffer.wrap(end).getInt() & 0xffffffffL;
            int protocol = end[4] & 0xff;
            if (protocol == RecordType.OVERLOADED && !begun) {
                return new Ending.Refused();
            }
            if (begun && status == 0 && protocol == RecordType.REQUEST_COMPLETE) {
                return new Ending.Complete();
            }
            if (begun) {
                if (unflushed) {
                    // the end of the client's connection must not overtake what the application has sent
                    give(ByteBuffer.allocate(0), true);
                }
                return new Ending.BrokenOff("");
            }
            if (status >= 400 && status < 600) {
                return new Ending.Failed((int) status, "");
            }
            return new Ending.Failed(500, status == BROKE_OFF ? "" : "The worker ended a request without a response (appStatus [" + status + "], protocolStatus ["
                    + protocol + "]).");
        }

        private boolean isSuccess(byte[] end) {
            return end.length == 8 && ByteBuffer.wrap(end).getInt() == 0 && end[4] == RecordType.REQUEST_COMPLETE;
        }

        private byte[] taken() {
            byte[] bytes = new byte[records.length()];
            records.take(bytes, 0);
            return bytes;
        }

        /** Answers a WSGI_READ: what there is of the body, at least a byte, at most what was asked for. */
        private void answer() throws IOException {
            byte[] asked = taken();
            long wanted = asked.length == 4 ? ByteBuffer.wrap(asked).getInt() & 0xffffffffL : 0;
            if (wanted == 0) {
                throw new ProtocolException("a WSGI_READ record that asks for nothing");
            }
            if (answer == null) {
                answer = ByteBuffer.allocateDirect(BLOCK + 1024 + 2 * RecordType.HEADER_LENGTH);
            }
            if (unflushed && waitsForClient()) {
                // which may wait for this before it sends more
                give(ByteBuffer.allocate(0), true);
            }
            int rest = (int) Math.min(wanted, LARGEST_ANSWER);
            byte[] block = new byte[Math.min(rest, BLOCK)];
            boolean over = false;
            while (!over) {
                int count = -1;
                String broken = null;
                boolean pause = false;
                try {
                    count = body == null || bodyOver ? -1 : fill(block, Math.min(rest, block.length));
                    rest -= Math.max(0, count);
                    bodyOver = count < 0 || body.finished();
                    pause = rest == 0 || !bodyOver && body.available() <= 0;
                } catch (IOException e) {
                    broken = e.getMessage() == null ? e.toString() : e.getMessage();
                }
                answer.clear();
                if (count > 0) {
                    record(RecordType.STDIN, block, count);
                }
                if (broken != null) {
                    byte[] reason = broken.getBytes(StandardCharsets.UTF_8);
                    record(RecordType.WSGI_BROKEN, reason, Math.min(reason.length, 1024));
                } else if (bodyOver) {
                    record(RecordType.STDIN, block, 0);
                } else if (pause) {
                    record(RecordType.WSGI_PAUSE, block, 0);
                }
                over = broken != null || bodyOver || pause;
                send(answer.flip());
            }
        }

        private boolean waitsForClient() {
            try {
                return body != null && !bodyOver && body.available() <= 0;
            } catch (IOException e) {
                // the read that follows says it
                return false;
            }
        }

        /** Waits for the first byte only; -1 at the end of the body. */
        private int fill(byte[] block, int most) throws IOException {
            int count = body.read(block, 0, most);
            while (count > 0 && count < most && !body.finished() && body.available() > 0) {
                int more = body.read(block, count, most - count);
                if (more <= 0) {
                    break;
                }
                count += more;
            }
            return count;
        }

        private void record(int type, byte[] from, int length) {
            answer.put((byte) RecordType.VERSION).put((byte) type)
                    .putShort((short) REQUEST_ID).putShort((short) length).putShort((short) 0).put(from, 0, length);
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
