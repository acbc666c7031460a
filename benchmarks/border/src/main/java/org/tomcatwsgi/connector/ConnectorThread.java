package org.tomcatwsgi.connector;

import java.io.Flushable;

/** A thread that application groups take for one of our connector's, by its name: it runs Python itself. */
public final class ConnectorThread extends Thread implements AutoCloseable, Flushable {

    private static final long STACK_BYTES = 16L << 20;

    /** {@code task}: what the thread does, all its life. */
    public ConnectorThread(Runnable task, String name) {
        super(null, task, name, STACK_BYTES, false);
    }

    @Override
    public void flush() {
        // there are no connections that somebody else had to look after
    }

    @Override
    public void close() {
        // the group asks for the end of its visitors when it is closed; here the JVM ends then
    }
}
