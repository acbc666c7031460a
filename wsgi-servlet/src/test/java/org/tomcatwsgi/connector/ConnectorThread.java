package org.tomcatwsgi.connector;

import java.io.Flushable;
import java.util.concurrent.atomic.AtomicInteger;

/** What interpreters know of a thread of our connector, whose class is in another module: its name, its stack, and two interfaces. */
public final class ConnectorThread extends Thread implements AutoCloseable, Flushable {

    private final AtomicInteger flushed = new AtomicInteger();
    private volatile boolean closed;

    public ConnectorThread(Runnable task) {
        super(null, task, "connector", 16 << 20, false);
    }

    @Override
    public void flush() {
        flushed.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** How often the thread has said that it is about to wait. */
    public int flushed() {
        return flushed.get();
    }

    public boolean closed() {
        return closed;
    }
}
