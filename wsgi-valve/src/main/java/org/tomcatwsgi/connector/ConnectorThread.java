package org.tomcatwsgi.connector;

import java.io.Flushable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of a {@link Crew}. Its stack is large enough for Python, which runs right on it in embedded mode.
 *
 * <p>Code in other class loaders knows it by its name and by two interfaces of the JDK: {@link #flush} says that the thread is about to wait, {@link #close} that it
 * has to be replaced by a fresh one.
 */
public final class ConnectorThread extends Thread implements AutoCloseable, Flushable {

    /** 16 MiB are about 4,000 Python frames; what is not used is not resident. */
    private static final long STACK_BYTES = 16L << 20;

    private final Crew crew;
    // odd while this thread runs a task as leader; who makes it even takes the lead away
    private final AtomicLong turn = new AtomicLong();
    private volatile boolean busy;
    private volatile boolean summoned;
    private volatile boolean closing;
    // set by others only while this thread rests
    private volatile boolean leads;
    private boolean awaits;

    ConnectorThread(Crew crew, ThreadGroup group, String name) {
        // no inherited thread locals: this thread may be made by one that serves a web application
        super(group, null, name, STACK_BYTES, false);
        this.crew = crew;
    }

    @Override
    public void run() {
        crew.work(this);
    }

    /** Says that this thread is about to wait, for another one or for a peer: somebody else shall look after the connections. Only for the thread itself. */
    @Override
    public void flush() {
        if (Thread.currentThread() == this && leads && depose(turn.get())) {
            crew.promote();
        }
    }

    /** Ends this thread after its present task, and with it all thread locals; a fresh one takes its place. Any thread may call this, any number of times. */
    @Override
    public void close() {
        closing = true;
        crew.release(this);
    }

    boolean closing() {
        return closing;
    }

    boolean leads() {
        return leads;
    }

    void leads(boolean now) {
        leads = now;
    }

    boolean busy() {
        return busy;
    }

    Crew crew() {
        return crew;
    }

    /** Whether this thread, which is the current one, waits for work as leader. */
    boolean awaits() {
        return awaits;
    }

    void awaits(boolean now) {
        awaits = now;
    }

    long turn() {
        return turn.get();
    }

    /** Takes the lead away from this thread while it runs the task of {@code seen}. False: that task has ended. */
    boolean depose(long seen) {
        return (seen & 1) == 1 && turn.compareAndSet(seen, seen + 1);
    }

    void run(Runnable task) {
        busy = true;
        try {
            if (leads) {
                long present = turn.get() + 1;
                turn.set(present);
                crew.leadIsBusy();
                try {
                    task.run();
                } finally {
                    leads = turn.compareAndSet(present, present + 1);
                }
            } else {
                task.run();
            }
        } finally {
            busy = false;
        }
    }

    /** Waits until it is summoned, at most so long. False: nobody did. */
    boolean rest(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (!summoned) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(crew, left);
            // the stop of the connector interrupts; a thread that rests has nothing to break off
            Thread.interrupted();
        }
        return true;
    }

    /** From here on only a new summons ends a rest. */
    void dismiss() {
        summoned = false;
    }

    void summon() {
        summoned = true;
        LockSupport.unpark(this);
    }
}
