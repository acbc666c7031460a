package org.tomcatwsgi.dispatch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.FastCgiConnection;

/**
 * Gives each request of a group to the least busy target, and lets it wait, in order of arrival, while all are busy. A target never gets more requests than it has
 * threads: a request that waits waits here, where it can be counted, bounded and given to whoever becomes free. Thread-safe.
 */
public final class Dispatcher {

    private static final long SUSPENSION_NANOS = 200_000_000L;
    private static final Duration CONNECT_ATTEMPT = Duration.ofSeconds(1);

    private final Limits limits;
    private final BiConsumer<Level, String> log;
    private final List<Target> targets = new ArrayList<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private String outage;
    private long refusedForWant;

    public Dispatcher(Limits limits, BiConsumer<Level, String> log) {
        this.limits = limits;
        this.log = log;
    }

    /** From now on the target takes requests. */
    public synchronized void add(Target target) {
        outage = null;
        targets.add(target);
        serveWaiters();
    }

    /** The target takes no further requests; those that it works on go on. */
    public synchronized void withdraw(Target target) {
        targets.remove(target);
    }

    /**
     * There is no target, and none will come soon: while that is so requests are answered with 503 at once. The next {@link #add} ends it.
     *
     * @param reason for the log
     */
    public synchronized void outage(String reason) {
        outage = reason;
        if (targets.isEmpty()) {
            waiters.forEach(Waiter::wake);
        }
    }

    /** How many requests the target works on. */
    public synchronized int running(Target target) {
        return target.running();
    }

    /** The targets that take requests. */
    public synchronized List<Target> targets() {
        return List.copyOf(targets);
    }

    /** How many requests wait for a target. */
    public synchronized int waiting() {
        return waiters.size();
    }

    /** How many requests were answered with 503 or 504 because no target was free in time. */
    public synchronized long refusedForWant() {
        return refusedForWant;
    }

    /** Gives up the requests whose application has been silent for longer than the socketTimeout (F-06). To be called about once a second. */
    public void expire() {
        if (limits.socketTimeout().isZero()) {
            return;
        }
        List<Target> present;
        synchronized (this) {
            present = List.copyOf(targets);
        }
        long now = System.nanoTime();
        for (Target target : present) {
            for (Exchange exchange : target.exchanges()) {
                if (exchange.silence(now) > limits.socketTimeout().toNanos()) {
                    exchange.cancel(504, "Timeout when reading from " + target.name() + ": nothing came for socketTimeout [" + limits.socketTimeout().toSeconds()
                            + "] s, request [" + exchange.label() + "].");
                }
            }
        }
    }

    /** Carries a request to its end; returns {@link Ending.Complete}, {@link Ending.BrokenOff}, {@link Ending.Failed} or {@link Ending.ClientGone}. */
    public Ending serve(Call call) {
        if (call.body() == null) {
            return serve(call, null);
        }
        try (CallBody body = new CallBody(call.body())) {
            return serve(call, body);
        }
    }

    private Ending serve(Call call, CallBody body) {
        long start = System.nanoTime();
        int refusals = 0;
        while (true) {
            Object chosen = acquire(start);
            if (!(chosen instanceof Target target)) {
                return (Ending) chosen;
            }
            Ending ending = attempt(target, call, body, start);
            if (ending instanceof Ending.Refused) {
                refusals++;
                suspend(target);
                if (refusals > 2 * size() + 1) {
                    return failed(503, "Every target refused the request [" + call.label() + "].");
                }
            } else if (!(ending instanceof Ending.Lost lost)) {
                return ending;
            } else if (lost.delivered()) {
                return new Ending.Failed(502, "Truncated or no response from " + target.name() + ": " + lost.reason() + ", request [" + call.label() + "].");
            }
        }
    }

    private Ending attempt(Target target, Call call, CallBody body, long start) {
        Exchange exchange = new Exchange(call, body);
        FastCgiConnection connection = target.reuse();
        boolean fresh = connection == null;
        try {
            if (fresh) {
                connection = target.connect(CONNECT_ATTEMPT);
            }
            target.begin(exchange);
            Ending ending = exchange.run(connection);
            if (fresh && ending instanceof Ending.Lost lost && !lost.delivered()) {
                return unreachable(target, call, start, lost.reason());
            }
            if (fresh) {
                reached(target);
            }
            return ending;
        } catch (IOException e) {
            return unreachable(target, call, start, e.toString());
        } finally {
            target.end(exchange);
            if (connection != null) {
                target.keep(connection);
            }
            release(target);
        }
    }

    private synchronized void reached(Target target) {
        target.connected(true);
    }

    /** Others come first for a moment; the request tries again until its time is up (P-30, F-01). */
    private Ending unreachable(Target target, Call call, long start, String reason) {
        log.accept(Level.FINE, "No connection to " + target.name() + ": " + reason);
        synchronized (this) {
            target.connected(false);
        }
        if (isOver(limits.connectTimeout(), start)) {
            return failed(503, "Unable to connect to " + target.name() + " after multiple attempts (" + reason + "), request [" + call.label() + "].");
        }
        suspend(target);
        return new Ending.Lost(reason, false);
    }

    /** The target for a request, or the {@link Ending.Failed} that stands in its place. */
    private Object acquire(long start) {
        Waiter waiter;
        synchronized (this) {
            // no overtaking, except where those who wait could have been served
            Target target = waiters.isEmpty() ? leastBusy() : null;
            if (target != null) {
                target.occupy();
                return target;
            }
            if (targets.isEmpty() && outage != null) {
                return refused(503, outage);
            }
            if (waiters.size() >= limits.listenBacklog()) {
                return refused(503, "listenBacklog [" + limits.listenBacklog() + "] requests are waiting for a free thread: no further one is taken.");
            }
            waiter = new Waiter();
            waiters.add(waiter);
        }
        return await(waiter, start);
    }

    private Object await(Waiter waiter, long start) {
        while (true) {
            waiter.await(SUSPENSION_NANOS);
            synchronized (this) {
                if (waiter.target() != null) {
                    return waiter.target();
                }
                serveWaiters();
                if (waiter.target() != null) {
                    return waiter.target();
                }
                Object over = over(start);
                if (over != null) {
                    waiters.remove(waiter);
                    return over;
                }
            }
        }
    }

    private Object over(long start) {
        if (Thread.currentThread().isInterrupted()) {
            return refused(503, "The server is stopping.");
        }
        if (targets.isEmpty()) {
            if (outage != null) {
                return refused(503, outage);
            }
            return isOver(limits.connectTimeout(), start)
                    ? refused(503, "No process was ready within connectTimeout [" + limits.connectTimeout().toSeconds() + "] s.") : null;
        }
        return isOver(limits.queueTimeout(), start)
                ? refused(504, "Queue timeout expired: no thread became free within queueTimeout [" + limits.queueTimeout().toSeconds() + "] s.") : null;
    }

    private static boolean isOver(Duration limit, long start) {
        return !limit.isZero() && System.nanoTime() - start >= limit.toNanos();
    }

    private Ending refused(int status, String reason) {
        refusedForWant++;
        return new Ending.Failed(status, reason);
    }

    private synchronized Ending failed(int status, String reason) {
        return refused(status, reason);
    }

    private synchronized int size() {
        return targets.size();
    }

    private synchronized void suspend(Target target) {
        target.suspend(System.nanoTime() + SUSPENSION_NANOS);
    }

    private synchronized void release(Target target) {
        target.release();
        serveWaiters();
    }

    private void serveWaiters() {
        while (!waiters.isEmpty()) {
            Target target = leastBusy();
            if (target == null) {
                return;
            }
            target.occupy();
            waiters.remove().give(target);
        }
    }

    private Target leastBusy() {
        long now = System.nanoTime();
        Target best = null;
        for (Target target : targets) {
            if (target.hasRoom(now) && (best == null || target.running() < best.running())) {
                best = target;
            }
        }
        return best;
    }
}
