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

    private enum State { QUEUED, RUNNING, FINISHED, EXPIRED }

    private final Application application;
    private final String[] environ;
    private final Transport transport;
    private final Thread waiter = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
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

    Transport transport() {
        return transport;
    }

    /** Takes the request out of the queue. False: it has waited too long, nobody wants it any more. */
    boolean claim() {
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    void finish(Outcome result) {
        outcome = result;
        state.set(State.FINISHED);
        LockSupport.unpark(waiter);
    }

    /** Gives the request up while it is queued. False: it was claimed meanwhile. */
    boolean expire() {
        return state.compareAndSet(State.QUEUED, State.EXPIRED);
    }

    /** The outcome, null while there is none. */
    Outcome outcome() {
        return state.get() == State.FINISHED ? outcome : null;
    }

    /** Waits until the request has left the queue or {@code nanos} have passed (0: no limit). Returns whether it left the queue. */
    boolean awaitClaim(long nanos) {
        return await(nanos, true);
    }

    /** Waits until the request is finished or {@code nanos} have passed (0: no limit). Returns whether it is finished. */
    boolean awaitOutcome(long nanos) {
        return await(nanos, false);
    }

    private boolean await(long nanos, boolean claimIsEnough) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                State now = state.get();
                if (now == State.FINISHED || claimIsEnough && now == State.RUNNING) {
                    return true;
                }
                if (nanos == 0) {
                    LockSupport.park(this);
                } else {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
                // the container interrupts its threads when it stops; the request still has an end of its own
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
