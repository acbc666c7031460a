package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Reads from a socket as if it were blocking, and meanwhile writes a request to it: neither waits for the other. One thread uses it; {@link #close} may come from any.
 */
final class DuplexChannel implements ReadableByteChannel {

    private static final int BLOCK = 32 << 10;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private ByteBuffer outgoing;
    private SpooledBody body;
    private boolean opening = true;

    DuplexChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, SelectionKey.OP_READ);
    }

    /** From now on reading also sends: the opening records, then the body, if there is one, as FCGI_STDIN. */
    void send(ByteBuffer records, SpooledBody requestBody) {
        outgoing = records;
        body = requestBody;
    }

    /** Whether the opening records have left, so that the server may work on the request. */
    boolean isDelivered() {
        return !opening;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (true) {
            pump();
            int count = channel.read(into);
            if (count != 0) {
                return count;
            }
            try {
                key.interestOps(outgoing == null ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                selector.select();
                selector.selectedKeys().clear();
            } catch (ClosedSelectorException | CancelledKeyException e) {
                throw new AsynchronousCloseException();
            }
        }
    }

    private void pump() throws IOException {
        while (outgoing != null) {
            try {
                channel.write(outgoing);
            } catch (IOException e) {
                if (opening) {
                    throw e;
                }
                // a server may answer and close without having read the body: its answer counts
                outgoing = null;
                return;
            }
            if (outgoing.hasRemaining()) {
                return;
            }
            opening = false;
            outgoing = nextRecord();
        }
    }

    private ByteBuffer nextRecord() throws IOException {
        if (body == null) {
            return null;
        }
        ByteBuffer record = ByteBuffer.allocate(RecordType.HEADER_LENGTH + BLOCK);
        record.position(RecordType.HEADER_LENGTH);
        if (!body.next(record)) {
            body = null;
        }
        record.flip();
        int length = record.limit() - RecordType.HEADER_LENGTH;
        record.put(0, (byte) RecordType.VERSION).put(1, (byte) RecordType.STDIN).putShort(2, (short) 1).putShort(4, (short) length);
        return record;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
