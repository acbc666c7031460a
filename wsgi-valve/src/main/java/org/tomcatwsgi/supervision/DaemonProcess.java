package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.dispatch.Target;

/**
 * One daemon process of a group: its life from its start to its end, and what is known of it. It does what it is told; {@link Roster} decides. Used by the
 * supervising thread only.
 */
final class DaemonProcess {

    private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);
    // a worker ends itself when its time is up, at the latest so much later
    private static final long OWN_END_NANOS = TimeUnit.SECONDS.toNanos(3);
    // without a shutdownTimeout
    private static final double ENDLESS_SECONDS = 86_400;
    private static final long ABORT_NANOS = TimeUnit.SECONDS.toNanos(2);

    // one may be the moment in which a process ends
    private static final int DEAF_AFTER = 3;

    private final GroupOptions options;
    private final int number;
    private final Path socket;
    private final WorkerProcess worker;
    private final Target target;
    private final Dispatcher dispatcher;
    private final BiConsumer<Level, String> log;
    private final double spread = 1 + ThreadLocalRandom.current().nextDouble(0.1);
    private final long startNanos = System.nanoTime();
    private final Orders orders;

    private ProcessState state = ProcessState.STARTING;
    private long readyNanos;
    private Report.Ready ready;
    private Report.Beat beat = new Report.Beat(0, 0, 0);
    private long beatNanos;
    private Departure departure;
    private boolean socketMissed;
    private boolean garbled;
    private boolean mute;
    private long muteSince;
    // when the present step of its departure is over, and what comes then
    private long deadline;
    private Runnable atDeadline;

    /** @param target null for a service process, which takes no requests */
    DaemonProcess(
            GroupOptions options, int number, Path socket, WorkerProcess worker, Target target, Dispatcher dispatcher, BiConsumer<Level, String> log) {
        this.options = options;
        this.number = number;
        this.socket = socket;
        this.worker = worker;
        this.orders = new Orders(worker);
        this.target = target;
        this.dispatcher = dispatcher;
        this.log = log;
    }

    int number() {
        return number;
    }

    long pid() {
        return worker.pid();
    }

    WorkerProcess worker() {
        return worker;
    }

    /** Null for a service process. */
    Target target() {
        return target;
    }

    ProcessState state() {
        return state;
    }

    /** Between 1 and 1.1: by so much its limits are higher, lest all processes reach theirs at the same time. */
    double spread() {
        return spread;
    }

    Report.Beat beat() {
        return beat;
    }

    /** Nanoseconds since its start. */
    long age(long now) {
        return now - startNanos;
    }

    /** Nanoseconds since it became ready. */
    long readyFor(long now) {
        return now - readyNanos;
    }

    /** Nanoseconds since its heart has beaten. */
    long silence(long now) {
        return now - beatNanos;
    }

    /** This machine stood still for a while: that is not to be laid to the process's charge. */
    void excuse(long nanos) {
        beatNanos += nanos;
    }

    boolean isReady() {
        return state == ProcessState.READY;
    }

    boolean isStarting() {
        return state == ProcessState.STARTING;
    }

    /** Whether it was ready once. */
    boolean wasReady() {
        return ready != null;
    }

    /** Why its application could not be loaded, null if it could. */
    Report.Failure failure() {
        return ready == null ? null : ready.failure();
    }

    /** Why it is to be replaced or ended, null if it is not. */
    Departure departure() {
        return departure;
    }

    void departure(Departure why) {
        departure = why;
    }

    /** It is to stay after all. */
    void stay() {
        departure = null;
    }

    /** Requests on their way to it or running in it, as the dispatcher counts them. */
    int running() {
        return target == null ? 0 : dispatcher.running(target);
    }

    long handled() {
        return target == null ? 0 : target.handled();
    }

    void ready(Report.Ready report, long now) {
        ready = report;
        readyNanos = now;
        beatNanos = readyNanos;
        state = ProcessState.READY;
    }

    void beat(Report.Beat report) {
        beat = report;
        beatNanos = System.nanoTime();
    }

    /** What it is asked, and its answers. */
    Orders orders() {
        return orders;
    }

    /** Whether the file through which it is reached is gone: at the second look, for a process that ends removes it, too, and says so a moment before. */
    boolean isSocketLost() {
        boolean gone = target != null && !Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
        boolean lost = gone && socketMissed;
        socketMissed = gone;
        return lost;
    }

    /** Whether connections to it have failed, one after another: something has closed its socket. */
    boolean isDeaf() {
        return target != null && target.failedConnections() >= DEAF_AFTER;
    }

    /** It begins to take requests. */
    void serve() {
        if (target != null) {
            dispatcher.add(target);
        }
    }

    /** It wrote what nobody understands; returns whether that is the first time. */
    boolean garbled() {
        boolean first = !garbled;
        garbled = true;
        return first;
    }

    boolean isGarbled() {
        return garbled;
    }

    /** Its standard output has ended. */
    void silenced() {
        mute = true;
        muteSince = System.nanoTime();
    }

    /** Whether its standard output has ended, though it has not. */
    boolean isMute(long now) {
        return mute && now - muteSince >= SLACK_NANOS;
    }

    /** It is gone, or as good as: nobody must be sent there, and those who are there get to know. */
    void disconnect() {
        if (target != null) {
            dispatcher.withdraw(target);
            target.close();
        }
    }

    /** READY to DRAINING: no further requests; {@link #step} ends it when it has finished those it has, or its time is up. */
    void drain(Departure why) {
        departure = why;
        state = ProcessState.DRAINING;
        if (target != null) {
            dispatcher.withdraw(target);
        }
        at(why.drain().toNanos(), () -> {
            log.accept(Level.WARNING, "Daemon process restart timer expired; forcing shutdown" + label() + " with [" + running() + "] requests running.");
            stop();
        });
    }

    /** To STOPPING: exit functions run; who does not end in time gets SIGTERM, then SIGKILL. */
    void stop() {
        boolean starting = state == ProcessState.STARTING;
        state = ProcessState.STOPPING;
        if (target != null) {
            dispatcher.withdraw(target);
        }
        if (starting) {
            // nothing runs in it yet, and it may not read its orders before it is ready
            terminate();
            return;
        }
        Duration timeout = options.recycling().shutdownTimeout();
        try {
            worker.order(Map.of("do", "shutdown", "reason", departure.reason().key(), "timeout", timeout.isZero() ? ENDLESS_SECONDS : timeout.toNanos() / 1e9));
            awaitEnd();
        } catch (IOException e) {
            terminate();
        }
    }

    private void awaitEnd() {
        Duration timeout = options.recycling().shutdownTimeout();
        if (timeout.isZero()) {
            atDeadline = null;
        } else {
            at(timeout.toNanos() + OWN_END_NANOS, this::terminate);
        }
    }

    /** To STOPPING: it has begun to shut down by itself. */
    void stopsItself(Departure why) {
        departure = why;
        state = ProcessState.STOPPING;
        if (target != null) {
            dispatcher.withdraw(target);
        }
        awaitEnd();
    }

    /** To STOPPING without ado: SIGABRT, at which Python prints its stacks, then SIGKILL. */
    void abort(Departure why) {
        departure = why;
        state = ProcessState.STOPPING;
        if (target != null) {
            dispatcher.withdraw(target);
        }
        worker.abort();
        at(ABORT_NANOS, worker::kill);
    }

    /** What time brings. */
    void step(long now) {
        if (state == ProcessState.DRAINING && running() == 0) {
            log.accept(Level.FINE, "Requests have completed; triggering immediate shutdown" + label() + ".");
            stop();
        } else if (atDeadline != null && now - deadline >= 0) {
            Runnable next = atDeadline;
            atDeadline = null;
            next.run();
        }
    }

    /** The server itself stops and cannot wait for ever: a STOPPING process without a shutdownTimeout gets SIGTERM in so much time. */
    void limit(Duration time) {
        if (state == ProcessState.STOPPING && atDeadline == null) {
            at(time.toNanos(), this::terminate);
        }
    }

    /** To ENDED: its connections are closed, and so are the requests on them. */
    void ended() {
        state = ProcessState.ENDED;
        disconnect();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            log.accept(Level.WARNING, "The socket [" + socket + "] of a process that has ended cannot be removed: " + e + ". Remove it.");
        }
    }

    /** Names it in log records: {@code 'shop' process 3 (pid=4711)}. */
    String name() {
        return "'" + options.name() + "' process " + number + " (pid=" + pid() + ")";
    }

    /** The same as an addition to a record. */
    private String label() {
        return ": process " + number + " (pid=" + pid() + "), reason " + departure.reason().key();
    }

    ProcessSnapshot snapshot(long now) {
        return new ProcessSnapshot(
                number, pid(), state, ready == null ? "" : ready.version(), failure() == null ? "" : failure().summary(),
                departure == null ? "" : departure.reason().key(), handled(), running(), beat.rss(), beat.cpu(), Duration.ofNanos(age(now)));
    }

    private void terminate() {
        worker.terminate();
        at(SLACK_NANOS, () -> {
            log.accept(Level.WARNING, "Shutdown timeout expired; aborting daemon process" + label() + ".");
            worker.kill();
        });
    }

    private void at(long nanos, Runnable next) {
        deadline = System.nanoTime() + nanos;
        atDeadline = next;
    }
}
