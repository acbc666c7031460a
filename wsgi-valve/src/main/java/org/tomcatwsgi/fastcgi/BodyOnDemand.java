package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers WSGI_READ with what there is of a request's body (docs/daemon-protocol.md section 1.1). Serves one request after another; not thread-safe. */
final class BodyOnDemand {

    private static final int BLOCK = RecordType.LARGEST_CONTENT;
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final int LARGEST_REASON = 1024;

    private final SocketChannel channel;
    // made for the first body on the connection: many a connection never has one
    private byte[] block;
    private ByteBuffer records;
    private RequestBody body;
    private boolean over;
    private boolean used;

    BodyOnDemand(SocketChannel channel) {
        this.channel = channel;
    }

    /** From now on answers come from this body; null is one without bytes. */
    void begin(RequestBody requestBody) {
        body = requestBody;
        over = requestBody == null;
        used = false;
    }

    /** Whether anything was asked for, so that the body is no longer whole. */
    boolean isUsed() {
        return used;
    }

    /** Whether an answer would have to wait for the client. */
    boolean waitsForClient() {
        try {
            return !over && body.available() <= 0;
        } catch (IOException e) {
            // the read that follows says it
            return false;
        }
    }

    /** Sends at least a byte, at most {@code wanted}, or the reason why there is none. Behind the body's end nothing is sent. */
    void answer(long wanted) throws IOException {
        used = true;
        if (over) {
            return;
        }
        if (records == null) {
            block = new byte[BLOCK];
            records = ByteBuffer.allocateDirect(BLOCK + LARGEST_REASON + 2 * RecordType.HEADER_LENGTH);
        }
        int rest = (int) Math.min(wanted, LARGEST_ANSWER);
        boolean answered = false;
        while (!answered) {
            records.clear();
            int count = 0;
            try {
                count = fill(Math.min(rest, BLOCK));
                rest -= Math.max(0, count);
                over = count < 0 || body.finished();
                boolean pause = rest == 0 || !over && body.available() <= 0;
                stdin(count);
                if (over) {
                    record(RecordType.STDIN, block, 0);
                } else if (pause) {
                    record(RecordType.WSGI_PAUSE, block, 0);
                }
                answered = over || pause;
            } catch (IOException e) {
                stdin(count);
                byte[] reason = (e.getMessage() == null ? e.toString() : e.getMessage()).getBytes(StandardCharsets.UTF_8);
                record(RecordType.WSGI_BROKEN, reason, Math.min(reason.length, LARGEST_REASON));
                answered = true;
            }
            records.flip();
            while (records.hasRemaining()) {
                channel.write(records);
            }
        }
    }

    /** Waits for the first byte only; -1 at the end of the body. */
    private int fill(int most) throws IOException {
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

    private void stdin(int count) {
        if (count > 0) {
            record(RecordType.STDIN, block, count);
        }
    }

    private void record(int type, byte[] from, int length) {
        records.put((byte) RecordType.VERSION).put((byte) type)
                .putShort((short) RecordType.REQUEST_ID).putShort((short) length).putShort((short) 0).put(from, 0, length);
    }
}
