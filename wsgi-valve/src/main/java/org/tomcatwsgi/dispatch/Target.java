package org.tomcatwsgi.dispatch;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import org.tomcatwsgi.fastcgi.FastCgiConnection;

/** A FastCGI server that takes requests of a group, a daemon process or a foreign server, and the connections to it. Thread-safe. */
public final class Target {

    private static final long PATIENCE_NANOS = 500_000_000;
    private static final long LOOK_NANOS = 1_000_000;

    private final String name;
    private final int capacity;
    private final FastCgiConnection.Factory factory;
    private final ConcurrentLinkedDeque<FastCgiConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    // guarded by the dispatcher
    private int running;
    private long suspendedUntil;
    private boolean suspended;
    private volatile long handled;
    private volatile int failedConnections;
    private volatile long lastFinished = System.nanoTime();

    /**
     * @param name     for log records: "process 3 (pid 4711)"
     * @param capacity most requests at a time
     */
    public Target(String name, int capacity, FastCgiConnection.Factory factory) {
        this.name = name;
        this.capacity = capacity;
        this.factory = factory;
    }

    public String name() {
        return name;
    }

    /** Requests that it has finished, whatever came of them. */
    public long handled() {
        return handled;
    }

    /** When it last finished one, as of {@link System#nanoTime}; its creation before the first. */
    public long lastFinishedNanos() {
        return lastFinished;
    }

    /** The requests that it works on now. */
    public Collection<RunningRequest> requests() {
        return List.copyOf(exchanges);
    }

    /**
     * Closes all connections for good: what runs ends as lost. Waits up to half a second for it to end by itself: a process that has ended ends its requests, and how tells
     * which of them it had not read (docs/daemon-protocol.md section 1.1); a connection that is closed on this side first tells nothing.
     */
    public void close() {
        closed = true;
        closeIdle();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!exchanges.isEmpty() && System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        exchanges.forEach(Exchange::closeConnection);
        closeIdle();
    }

    /** A connection that was used before, null if none is open. */
    FastCgiConnection reuse() {
        FastCgiConnection connection = idle.pollFirst();
        while (connection != null && !connection.isOpen()) {
            connection.close();
            connection = idle.pollFirst();
        }
        return connection;
    }

    FastCgiConnection connect(Duration timeout) throws IOException {
        return factory.open(timeout);
    }

    /** A new connection has been of use, or not. */
    void connected(boolean success) {
        failedConnections = success ? 0 : failedConnections + 1;
    }

    /** How many new connections have failed, one after another. */
    public int failedConnections() {
        return failedConnections;
    }

    void keep(FastCgiConnection connection) {
        if (!connection.isOpen()) {
            connection.close();
            return;
        }
        idle.addFirst(connection);
        if (closed) {
            closeIdle();
        }
    }

    void begin(Exchange exchange) {
        exchanges.add(exchange);
        if (closed) {
            exchange.closeConnection();
        }
    }

    void end(Exchange exchange) {
        exchanges.remove(exchange);
    }

    Collection<Exchange> exchanges() {
        return exchanges;
    }

    boolean hasRoom(long now) {
        if (suspended && now - suspendedUntil >= 0) {
            suspended = false;
        }
        return running < capacity && !suspended;
    }

    int running() {
        return running;
    }

    void occupy() {
        running++;
    }

    void release() {
        running--;
        handled++;
        lastFinished = System.nanoTime();
    }

    /** It cannot be reached at the moment: others come first. */
    void suspend(long untilNanos) {
        suspended = true;
        suspendedUntil = untilNanos;
    }

    private void closeIdle() {
        for (FastCgiConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.close();
        }
    }
}
