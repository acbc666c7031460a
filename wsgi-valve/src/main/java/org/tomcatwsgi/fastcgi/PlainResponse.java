package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A response of plain FastCGI on its way (FastCGI 1.0 section 6.2, RFC 3875 section 6). Used by one thread. */
final class PlainResponse {

    private final ClientSink client;
    private final int headerBuffer;
    private byte[] head = new byte[1024];
    private int have;
    // bytes of the body that have to come, -1 if nobody knows
    private long missing = -1;
    private boolean bodyless;

    /**
     * @param headerBuffer most bytes of a head (P-38)
     * @param toHead       whether it answers a HEAD: its Content-Length is not that of its body
     */
    PlainResponse(ClientSink client, int headerBuffer, boolean toHead) {
        this.client = client;
        this.headerBuffer = headerBuffer;
        this.bodyless = toHead;
    }

    /** Takes the response to its end. ClientException when the sink fails, IOException when the connection does. */
    Ending receive(RecordReader records) throws IOException {
        while (true) {
            records.next();
            int type = records.requestId() == RecordType.REQUEST_ID ? records.type() : 0;
            if (type == RecordType.END_REQUEST) {
                return end(records);
            }
            if (type == RecordType.STDERR && records.length() > 0) {
                client.log(StandardCharsets.UTF_8.decode(records.content()).toString().strip());
            } else if (type == RecordType.STDOUT && records.length() > 0) {
                output(records.content(), !records.isNextCompleteBehindContent());
            }
            records.skip();
        }
    }

    /** What becomes of the request when the response cannot go on. */
    Ending failed(String reason) {
        return client.isBegun() ? new Ending.BrokenOff(reason) : new Ending.Failed(500, reason);
    }

    /** What becomes of the request when the connection has ended. */
    Ending lost(String reason, boolean delivered) {
        return client.isBegun() ? new Ending.BrokenOff("The response broke off: " + reason + ".") : new Ending.Lost(reason, delivered);
    }

    private void output(ByteBuffer content, boolean flush) throws IOException {
        if (client.isBegun()) {
            body(content, flush);
            return;
        }
        int length = content.remaining();
        if (have + length > head.length) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, have + length));
        }
        content.get(head, have, length);
        int end = CgiHead.end(head, have, have + length);
        have += length;
        if ((end < 0 ? have : end) > headerBuffer) {
            throw new ProtocolException("a response head of more than headerBufferSize [" + headerBuffer + "] bytes");
        }
        if (end < 0) {
            return;
        }
        CgiHead parsed = CgiHead.parse(head, end);
        missing = parsed.length();
        bodyless |= parsed.isBodyless();
        client.head(parsed.rendered());
        body(ByteBuffer.wrap(head, end, have - end), flush);
        head = new byte[0];
    }

    private void body(ByteBuffer content, boolean flush) throws ClientException {
        if (missing >= 0) {
            // what is beyond the Content-Length would be taken for the next response
            content.limit(content.position() + (int) Math.min(content.remaining(), missing));
            missing -= content.remaining();
        }
        if (content.hasRemaining()) {
            client.body(content, flush);
        }
    }

    private Ending end(RecordReader records) throws IOException {
        if (records.length() != 8) {
            throw new ProtocolException("an FCGI_END_REQUEST of [" + records.length() + "] bytes instead of 8");
        }
        ByteBuffer end = records.content();
        int status = end.getInt(0);
        int protocol = end.get(4) & 0xff;
        if (protocol == RecordType.OVERLOADED && have == 0) {
            return new Ending.Refused();
        }
        if (status != 0) {
            client.log("The application ended with the appStatus [" + status + "].");
        }
        if (client.isBegun() && (protocol != RecordType.REQUEST_COMPLETE || missing > 0 && !bodyless)) {
            // the end of the client's connection must not overtake what the application has sent
            client.flush();
            return new Ending.BrokenOff(protocol == RecordType.REQUEST_COMPLETE ? "The response is [" + missing + "] bytes shorter than its Content-Length."
                    : "The server ended a response with the protocolStatus [" + protocol + "].");
        }
        return client.isBegun() ? new Ending.Complete()
                : new Ending.Failed(500, "The server ended a request without a complete response head (protocolStatus [" + protocol + "]).");
    }
}
