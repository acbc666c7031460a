package org.tomcatwsgi.application;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.python.Outcome;
import org.tomcatwsgi.python.Transport;

/**
 * A request on its way from the container's thread, which waits, to a thread of an interpreter, which runs it.
 *
 * <p>Created and awaited by the container's thread; claimed and finished by the interpreter's.
 */
final class PendingRequest {

    /** Where the time went that a request was waited for. */
    enum Waited { TO_THE_END, IN_QUEUE, IN_PYTHON }

    private enum State { QUEUED, RUNNING, FINISHED, EXPIRED }

    private final Application application;
    private final String[] environ;
    private final Transport transport;
    private final Thread waiter = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final long queuedAt = System.nanoTime();
    // written before state becomes RUNNING, read after
    private long claimedAt;
    // written before state becomes FINISHED, read after
    private Outcome outcome;

    PendingRequest(Application application, String[] environ, Transport transport) {
        this.application = application;
        this.environ = environ;
        this.transport = transport;
    }

    Application application() {
        return application;
    }

    String[] environ() {
        return environ;
    }

    /** Method and path of an environ, for an operator. */
    static String label(String[] environ) {
        String method = "";
        String uri = "";
        for (int i = 0; i < environ.length; i += 2) {
            if (environ[i].equals("REQUEST_METHOD")) {
                method = environ[i + 1];
            } else if (environ[i].equals("REQUEST_URI")) {
                uri = environ[i + 1];
            }
        }
        int query = uri.indexOf('?');
        return method + " " + (query < 0 ? uri : uri.substring(0, query));
    }

    Transport transport() {
        return transport;
    }

    /** Takes the request out of the queue. False: it has waited too long, nobody wants it any more. */
    boolean claim() {
        claimedAt = System.nanoTime();
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    /** Gives the request up while it is queued. False: it was claimed meanwhile. */
    boolean giveUp() {
        return state.compareAndSet(State.QUEUED, State.EXPIRED);
    }

    void finish(Outcome result) {
        outcome = result;
        state.set(State.FINISHED);
        LockSupport.unpark(waiter);
    }

    /** The outcome, null while there is none. */
    Outcome outcome() {
        return state.get() == State.FINISHED ? outcome : null;
    }

    /**
     * Waits until the request is finished, has been queued for {@code queueNanos}, or has run for {@code runNanos} (0: no limit).
     *
     * <p>{@link Waited#IN_QUEUE} gives the request up: nobody will run it any more.
     */
    Waited await(long queueNanos, long runNanos) {
        boolean interrupted = false;
        try {
            while (true) {
                State now = state.get();
                if (now == State.FINISHED) {
                    return Waited.TO_THE_END;
                }
                boolean running = now == State.RUNNING;
                long limit = running ? runNanos : queueNanos;
                long left = (running ? claimedAt : queuedAt) + limit - System.nanoTime();
                if (limit != 0 && left <= 0) {
                    if (running) {
                        return Waited.IN_PYTHON;
                    }
                    if (giveUp()) {
                        return Waited.IN_QUEUE;
                    }
                    continue;
                }
                park(limit == 0 ? Long.MAX_VALUE : left, running ? Long.MAX_VALUE : runNanos);
                // the container interrupts its threads when it stops; the request still has an end of its own
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The claim does not wake the waiter, to spare a wake-up per request: while queued, it looks again before a run could have reached its limit. */
    private void park(long left, long runNanos) {
        long nanos = runNanos == 0 ? left : Math.min(left, runNanos);
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }
}
