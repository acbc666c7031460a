package org.tomcatwsgi.application;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.Outcome;

/**
 * The threads of one interpreter, and the admission policy: who of them runs Python.
 *
 * <p>GraalPy's GIL is a fair lock that changes hands at every touch of Java: threads that compete for it spend their time on hand-overs (measured: 8,600 requests/s
 * with one thread, 2,000 with sixteen). So one thread, the <em>leader</em>, takes requests from the queue, one after the other. Only when it waits inside
 * Python, for a socket or a sleep, which shows in that nobody holds the GIL, another thread becomes leader; the former one finishes its request and rests.
 */
final class InterpreterThreads {

    // entering Python takes the GIL a moment later than the clock: a younger request is not taken for a waiting one
    private static final long SETTLED_NANOS = 20_000;
    // a request that computes for so long shares the interpreter: GraalPy lets the GIL change hands every 50 ms
    private static final long LONG_NANOS = 50_000_000;
    // where the GIL cannot be seen, a request that runs so long is taken for a waiting one
    private static final long BLIND_NANOS = 5_000_000;

    private final Interpreter interpreter;
    private final RequestQueue queue;
    private final int maximum;
    private final long stackBytes;
    private final String name;
    private final BiConsumer<Level, String> log;
    private final AtomicBoolean leaderRests = new AtomicBoolean();
    private final AtomicInteger active = new AtomicInteger();
    private volatile InterpreterThread leader;
    private volatile boolean retired;
    private volatile boolean broken;
    // guarded by this
    private final Deque<InterpreterThread> resting = new ArrayDeque<>();
    private final List<InterpreterThread> all = new ArrayList<>();
    private int made;

    InterpreterThreads(Interpreter interpreter, RequestQueue queue, int maximum, long stackBytes, String name,
            BiConsumer<Level, String> log) {
        this.interpreter = interpreter;
        this.queue = queue;
        this.maximum = maximum;
        this.stackBytes = stackBytes;
        this.name = name;
        this.log = log;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    synchronized void start() {
        leader = make();
        LockSupport.unpark(leader.thread());
    }

    /** Wakes the leader if it rests. True: it will look at the queue. */
    boolean wakeLeader() {
        if (broken || retired || !leaderRests.compareAndSet(true, false)) {
            return false;
        }
        LockSupport.unpark(leader.thread());
        return true;
    }

    /** Makes another thread leader if the present one waits inside Python. True: it will look at the queue. */
    boolean replaceWaitingLeader() {
        InterpreterThread waiting = leader;
        if (!waits(waiting)) {
            return false;
        }
        synchronized (this) {
            // it may have come to its end meanwhile, and rest as leader
            if (leader != waiting || retired || !waits(waiting)) {
                return false;
            }
            InterpreterThread next = resting.pollLast();
            if (next == null && all.size() < maximum) {
                next = makeIfPossible();
            }
            if (next == null) {
                return false;
            }
            leader = next;
            LockSupport.unpark(next.thread());
            return true;
        }
    }

    /** The next request for {@code thread}, waiting for it; null when the thread has to end. */
    PendingRequest next(InterpreterThread thread) {
        while (!retired && !broken) {
            if (leader == thread) {
                PendingRequest request = nextAsLeader(thread);
                if (request != null) {
                    active.incrementAndGet();
                    return request;
                }
            } else if (!takeOver(thread)) {
                LockSupport.park(this);
            }
        }
        return null;
    }

    /** Called by a thread that has run a request. */
    void finished(Outcome outcome) {
        active.decrementAndGet();
        if (!(outcome instanceof Outcome.Whole) && interpreter.broken()) {
            broken = true;
        }
    }

    void ended(InterpreterThread thread) {
        synchronized (this) {
            // a thread that ends although nobody wanted it to may have been the leader
            broken |= !retired;
            all.remove(thread);
            resting.remove(thread);
            notifyAll();
        }
    }

    /** Requests that run now. */
    int active() {
        return active.get();
    }

    /** The requests that run now. */
    synchronized List<RequestInFlight> requests() {
        return all.stream().map(InterpreterThread::request).filter(Objects::nonNull).toList();
    }

    /** Whether the interpreter has ended on its own: it has to be replaced. */
    boolean broken() {
        return broken;
    }

    /** Takes no further requests. */
    void retire() {
        retired = true;
        synchronized (this) {
            for (InterpreterThread thread : all) {
                LockSupport.unpark(thread.thread());
            }
        }
    }

    /** Waits until every thread has finished its request and ended. False: some had not after {@code patience}. */
    boolean awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            while (!all.isEmpty()) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                try {
                    wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    private PendingRequest nextAsLeader(InterpreterThread thread) {
        PendingRequest request = queue.poll();
        if (request != null) {
            return request;
        }
        synchronized (this) {
            // INVARIANT: leaderRests is true for the leader only, and a leader that rests is not replaced
            if (leader != thread) {
                return null;
            }
            leaderRests.set(true);
        }
        // INVARIANT: whoever adds to the queue sees leaderRests afterwards, or this thread sees what was added
        request = queue.poll();
        if (request != null || retired) {
            leaderRests.set(false);
            return request;
        }
        while (leaderRests.get() && !retired && !broken) {
            LockSupport.park(this);
        }
        leaderRests.set(false);
        return null;
    }

    /** A thread that finished its request after it lost the lead: it leads again if that spares a wake-up, else it rests. */
    private synchronized boolean takeOver(InterpreterThread thread) {
        if (leader == thread) {
            return true;
        }
        if (!queue.isEmpty() && waits(leader)) {
            resting.remove(thread);
            leader = thread;
            return true;
        }
        if (!resting.contains(thread)) {
            resting.addLast(thread);
        }
        return false;
    }

    private boolean waits(InterpreterThread thread) {
        long nanos = thread.nanosInPython();
        if (!interpreter.probe().available()) {
            return nanos > BLIND_NANOS;
        }
        return nanos > LONG_NANOS || nanos > SETTLED_NANOS && !interpreter.probe().held();
    }

    // guarded by this
    private InterpreterThread makeIfPossible() {
        try {
            return make();
        } catch (OutOfMemoryError e) {
            log.accept(Level.WARNING, "No further thread can be started (" + e.getMessage() + "): requests wait for the [" + all.size()
                    + "] there are. Lower threads [" + maximum + "] or threadStackSize [" + stackBytes + "], or raise the limit of the system.");
            return null;
        }
    }

    // guarded by this; the thread rests until it becomes leader
    private InterpreterThread make() {
        InterpreterThread thread = new InterpreterThread(this, interpreter, name + "-" + ++made, stackBytes);
        thread.thread().start();
        all.add(thread);
        return thread;
    }
}
