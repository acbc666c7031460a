package org.tomcatwsgi.application;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The container's threads that may run Python themselves, so that a request needs no hand-over to another thread: those of our own connector, which have the stack for it
 * and end when they are asked to. Python's {@code threading.local} is a thread local of Java, so an interpreter's data lasts until all threads have ended that ran it.
 */
final class Guests {

    /** The class is in another class loader, the connector's: known by its name, and by interfaces of the JDK. */
    private static final String CONNECTOR_THREAD = "org.tomcatwsgi.connector.ConnectorThread";
    // a hand-over costs more than most requests take
    private static final long PATIENCE_NANOS = 50_000;

    private final RequestQueue queue;
    private final ThreadLocal<Guest> guests = ThreadLocal.withInitial(Guest::new);
    private final AtomicBoolean somebodyLingers = new AtomicBoolean();

    Guests(RequestQueue queue) {
        this.queue = queue;
    }

    /** The calling thread as a guest, null if it is none. */
    Guest present() {
        return Thread.currentThread().getClass().getName().equals(CONNECTOR_THREAD) ? guests.get() : null;
    }

    /** The interpreter of {@code generation} that {@code guest}, the calling thread, now has a place in; null: its request has to be queued. */
    InterpreterThreads admit(Guest guest, Generation generation) {
        if (!queue.isEmpty()) {
            return null;
        }
        InterpreterThreads interpreter = generation.admit(guest);
        return interpreter == null ? linger(guest, generation) : interpreter;
    }

    /** Says to the container that the calling thread, a guest without a place, is going to wait: another one should look after the connections. */
    static void aboutToWait() {
        if (Thread.currentThread() instanceof Flushable thread) {
            try {
                thread.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One of those that find no place at once tries again for a moment. Not several: there may be fewer cores than they. */
    private InterpreterThreads linger(Guest guest, Generation generation) {
        if (!somebodyLingers.compareAndSet(false, true)) {
            return null;
        }
        try {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            InterpreterThreads interpreter = null;
            while (interpreter == null && queue.isEmpty() && System.nanoTime() - deadline < 0) {
                Thread.yield();
                interpreter = generation.admit(guest);
            }
            return interpreter;
        } finally {
            somebodyLingers.set(false);
        }
    }
}
