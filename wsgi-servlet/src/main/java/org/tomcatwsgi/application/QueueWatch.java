package org.tomcatwsgi.application;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Wakes another thread when requests wait behind one that began to wait inside Python after they had come: nobody else would notice.
 *
 * <p>One thread per application group; it sleeps while the queue is empty.
 */
final class QueueWatch implements Runnable {

    // after a thread was woken the next may be needed as soon as that one waits too; otherwise looking so often would cost more than it brings
    private static final long SHORTEST_TICK_NANOS = 50_000;
    private static final long LONGEST_TICK_NANOS = 1_000_000;

    private final RequestQueue queue;
    private final Supplier<Generation> generation;
    private final Thread thread;
    private volatile boolean sleeps;
    private volatile boolean closed;

    QueueWatch(String group, RequestQueue queue, Supplier<Generation> generation) {
        this.queue = queue;
        this.generation = generation;
        this.thread = new Thread(this, "wsgi-queue [" + group + "]");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(QueueWatch.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    /** Says that a request had to be queued. */
    void notice() {
        if (sleeps) {
            LockSupport.unpark(thread);
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        long tick = SHORTEST_TICK_NANOS;
        while (!closed) {
            if (queue.isEmpty()) {
                tick = SHORTEST_TICK_NANOS;
                sleeps = true;
                if (queue.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                sleeps = false;
            }
            LockSupport.parkNanos(this, tick);
            if (!queue.isEmpty()) {
                tick = generation.get().wake() ? SHORTEST_TICK_NANOS : Math.min(2 * tick, LONGEST_TICK_NANOS);
            }
        }
    }
}
