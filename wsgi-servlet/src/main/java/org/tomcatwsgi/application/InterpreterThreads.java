package org.tomcatwsgi.application;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.Outcome;

/**
 * The threads of one interpreter, and the admission policy: who runs Python.
 *
 * <p>GraalPy's GIL is a fair lock that changes hands at every touch of Java: threads that compete for it spend their time on hand-overs (measured: 8,600 requests/s
 * with one thread, 2,000 with sixteen). So there is one place, for one <em>occupant</em>: a {@link Guest} with its own request, or one of the interpreter's threads,
 * which then takes requests from the queue, one after the other. Only when the occupant waits inside Python, for a socket or a sleep, which shows in that nobody holds
 * the GIL, another one takes its place; the displaced one finishes its request.
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
    private final Visitors visitors = new Visitors();
    // guarded by this; those that have been here, for an operator who asks what they do
    private final Set<Guest> guests = Collections.newSetFromMap(new WeakHashMap<>());
    // null: the place is free, and nobody is on the way to it
    private final AtomicReference<Occupant> occupant = new AtomicReference<>();
    private volatile boolean retired;
    private volatile boolean broken;
    // guarded by this
    private final Deque<InterpreterThread> resting = new ArrayDeque<>();
    private final List<InterpreterThread> all = new ArrayList<>();
    private int displaced;
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
        make();
    }

    /** Has a thread look at the queue if the place is free. True: it will. */
    boolean wake() {
        return occupant.get() == null && lead(null);
    }

    /** Has a thread look at the queue if the occupant waits inside Python. True: it will. */
    boolean replaceWaiting() {
        Occupant present = occupant.get();
        return present != null && waits(present) && lead(present);
    }

    /** The calling thread takes the place if it is free. True: it has to {@link #leave}. */
    boolean enter(Guest guest) {
        if (retired || broken || occupant.get() != null || !occupant.compareAndSet(null, guest)) {
            return false;
        }
        // INVARIANT: whoever retires the interpreter sees the guest afterwards, or the guest sees here that it is retired
        if (retired) {
            leave(guest);
            return false;
        }
        welcome(guest);
        return true;
    }

    /** The calling thread takes the place of an occupant that waits inside Python. True: it has to {@link #leave}. */
    boolean enterBesideWaiting(Guest guest) {
        Occupant present = occupant.get();
        if (present == null || !waits(present)) {
            return false;
        }
        synchronized (this) {
            if (retired || broken || !displace(present, guest)) {
                return false;
            }
        }
        welcome(guest);
        return true;
    }

    /** A guest has run its request. */
    void leave(Guest guest) {
        if (interpreter.broken()) {
            broken = true;
        }
        if (!occupant.compareAndSet(guest, null)) {
            undisplaced();
        }
        if (retired) {
            synchronized (this) {
                notifyAll();
            }
        }
        // INVARIANT: whoever adds to the queue finds the place free, or the one that leaves it sees what was added
        if (!queue.isEmpty() && !wake()) {
            replaceWaiting();
        }
    }

    /** The next request for {@code thread}, waiting for it; null when the thread has to end. */
    PendingRequest next(InterpreterThread thread) {
        while (!retired && !broken) {
            if (occupant.get() == thread) {
                thread.inside(true);
                PendingRequest request = queue.poll();
                if (request != null) {
                    return request;
                }
                rest(thread);
            } else if (!takeOver(thread)) {
                LockSupport.park(this);
            }
        }
        return null;
    }

    /** Called by a thread that has run a request. */
    void finished(InterpreterThread thread, Outcome outcome) {
        settle(thread);
        if (!(outcome instanceof Outcome.Whole) && interpreter.broken()) {
            broken = true;
        }
    }

    void ended(InterpreterThread thread) {
        settle(thread);
        synchronized (this) {
            // a thread that ends although nobody wanted it to may have been the occupant
            broken |= !retired;
            all.remove(thread);
            resting.remove(thread);
            notifyAll();
        }
    }

    /** Requests that run now. */
    synchronized int active() {
        Occupant present = occupant.get();
        return displaced + (present instanceof Guest || present != null && present.nanosInPython() > 0 ? 1 : 0);
    }

    /** The requests that run now. */
    synchronized List<RequestInFlight> requests() {
        return Stream.concat(all.stream().map(InterpreterThread::request), guests.stream().map(guest -> guest.request(interpreter))).filter(Objects::nonNull).toList();
    }

    /** Whether a request that came now would have to wait. */
    synchronized boolean busy() {
        Occupant present = occupant.get();
        return present != null && (displaced + 2 > maximum || !waits(present));
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

    /** Waits until every thread has finished its request and ended, and every guest has left. False: some had not after {@code patience}. */
    boolean awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            while (!all.isEmpty() || displaced > 0 || occupant.get() instanceof Guest) {
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

    /** After {@link #retire}: closes the interpreter, by force after {@code patience}, and has the guests' threads end, which keep data of it. */
    void close(Duration patience) {
        interpreter.close(patience);
        awaitEnd(patience);
        visitors.dismiss(log);
    }

    private void welcome(Guest guest) {
        if (!interpreter.id().equals(guest.favourite())) {
            guest.favour(interpreter.id());
            visitors.add(Thread.currentThread());
            synchronized (this) {
                guests.add(guest);
            }
        }
    }

    /** Gives the place of {@code former}, null if it is free, to a thread that rests, or a new one. */
    private synchronized boolean lead(Occupant former) {
        if (retired || broken) {
            return false;
        }
        InterpreterThread next = resting.pollLast();
        if (next == null && all.size() < maximum) {
            next = makeIfPossible();
        }
        if (next == null) {
            return false;
        }
        if (former == null ? !occupant.compareAndSet(null, next) : !displace(former, next)) {
            resting.addLast(next);
            return false;
        }
        LockSupport.unpark(next.thread());
        return true;
    }

    /** Puts {@code next} in the place of one that waits, which stays inside until its request has ended: no more of them than may be. Guarded by this. */
    private boolean displace(Occupant waiting, Occupant next) {
        // the waiting one and the next are inside, too
        if (displaced + 2 > maximum || !waits(waiting) || !occupant.compareAndSet(waiting, next)) {
            return false;
        }
        displaced++;
        return true;
    }

    private synchronized void undisplaced() {
        displaced--;
        notifyAll();
    }

    /** The thread has no request: if it was displaced, it is no longer inside. */
    private void settle(InterpreterThread thread) {
        if (thread.inside() && occupant.get() != thread) {
            thread.inside(false);
            undisplaced();
        }
    }

    /** The occupant found the queue empty: it gives up its place. */
    private void rest(InterpreterThread thread) {
        synchronized (this) {
            // it may have been displaced by somebody who took it for a waiting one at the last moment
            if (!occupant.compareAndSet(thread, null)) {
                return;
            }
            thread.inside(false);
            resting.addLast(thread);
        }
        // INVARIANT: whoever adds to the queue finds the place free, or this thread sees what was added
        if (!queue.isEmpty()) {
            wake();
        }
    }

    /** A thread without a place takes one if that spares a wake-up, else it rests. */
    private boolean takeOver(InterpreterThread thread) {
        settle(thread);
        synchronized (this) {
            Occupant present = occupant.get();
            if (present == thread) {
                return true;
            }
            if (!queue.isEmpty() && (present == null ? occupant.compareAndSet(null, thread) : waits(present) && displace(present, thread))) {
                resting.remove(thread);
                return true;
            }
            if (!resting.contains(thread)) {
                resting.addLast(thread);
            }
            return false;
        }
    }

    private boolean waits(Occupant present) {
        long nanos = present.nanosInPython();
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

    // guarded by this; the thread rests until it gets the place
    private InterpreterThread make() {
        InterpreterThread thread = new InterpreterThread(this, interpreter, name + "-" + ++made, stackBytes);
        thread.thread().start();
        all.add(thread);
        return thread;
    }
}
