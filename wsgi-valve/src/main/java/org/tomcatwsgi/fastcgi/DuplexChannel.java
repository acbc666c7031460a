package org.tomcatwsgi.fastcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
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
    private ByteBuffer record;
    private boolean opening = true;

    /** Takes over a socket: it is closed with this, and closed when this cannot be made. */
    @SuppressWarnings("resource") // the selector is closed with this
    DuplexChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        Selector opened = null;
        try {
            channel.configureBlocking(false);
            opened = Selector.open();
            this.key = channel.register(opened, SelectionKey.OP_READ);
            this.selector = opened;
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
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
        try {
            while (true) {
                pump();
                int count = channel.read(into);
                if (count != 0) {
                    return count;
                }
                key.interestOps(outgoing == null ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                selector.select();
                selector.selectedKeys().clear();
                if (!channel.isOpen()) {
                    throw new AsynchronousCloseException();
                }
                if (Thread.currentThread().isInterrupted()) {
                    // no selection waits while that is so
                    throw new ClosedByInterruptException();
                }
            }
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw new AsynchronousCloseException();
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

    private ByteBuffer nextRecord() throws SpooledBody.SpoolException {
        if (body == null) {
            return null;
        }
        if (record == null) {
            record = ByteBuffer.allocate(RecordType.HEADER_LENGTH + BLOCK);
        }
        record.clear().position(RecordType.HEADER_LENGTH);
        if (!body.next(record)) {
            body = null;
        }
        record.flip();
        int length = record.limit() - RecordType.HEADER_LENGTH;
        record.put(0, (byte) RecordType.VERSION).put(1, (byte) RecordType.STDIN)
                .putShort(2, (short) RecordType.REQUEST_ID).putShort(4, (short) length).putShort(6, (short) 0);
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
