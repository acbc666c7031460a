package org.tomcatwsgi.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.fastcgi.FastCgiConnection;
import org.tomcatwsgi.metrics.GroupMetrics;
import org.tomcatwsgi.metrics.Incident;

/**
 * Keeps the daemon processes of a group running: starts them, watches over them, replaces them, ends them. One thread does all of it; whatever happens comes to it as an
 * event. Thread-safe. Does not carry requests: that is the {@link Dispatcher}'s work, which it gives its targets.
 */
public final class Supervisor {

    private static final long TICK_MILLIS = 100;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    // a thread that was not run for so long was not alone: the processes stood still, too
    private static final long PAUSE_NANOS = 2 * SECOND_NANOS;
    // the server stops, and a shutdownTimeout of 0 must not hold it for ever
    private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(30);
    private static final Duration STOP_SLACK = Duration.ofSeconds(10);

    private final GroupOptions options;
    private final Dispatcher dispatcher;
    private final BiConsumer<Level, String> log;
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final RestartCounts counts = new RestartCounts();
    private final Spawner spawner;
    private final Roster roster;
    private final Reloads reloads;
    private final ProcessEvents listener = new Listener();
    private final CompletableFuture<Boolean> firstOutcome = new CompletableFuture<>();
    private final Management management;
    private final GroupMetrics metrics;
    private final Thread thread;
    private volatile List<ProcessSnapshot> snapshots = List.of();
    private volatile long handled;
    private long lastSecond;
    private long lastTick = System.nanoTime();
    private boolean closing;

    /**
     * @param options     what the group is
     * @param program     the file wsgi-worker.py; not used with GraalPy
     * @param dispatcher  gets a target for each process that is ready
     * @param connections makes connections to the process behind a Unix socket
     * @param log         takes the group's records
     * @param domain      JMX domain of its MBeans
     * @param metrics     of the requests to the group
     * @throws IllegalStateException if no process can be started with these options, naming the setting
     */
    public Supervisor(
            GroupOptions options, Path program, Dispatcher dispatcher, Function<Path, FastCgiConnection.Factory> connections, BiConsumer<Level, String> log,
            String domain, GroupMetrics metrics) {
        Privileges.require(options.identity());
        this.options = options;
        this.dispatcher = dispatcher;
        this.log = log;
        this.metrics = metrics;
        this.spawner = new Spawner(options, program, dispatcher, connections, log);
        this.roster = new Roster(options, spawner, dispatcher, log, counts);
        this.reloads = new Reloads(options, roster, log);
        this.management = new Management(domain, options.name(), this, log);
        this.thread = SupervisionThread.of("wsgi-supervisor [" + options.name() + "]", this::run);
    }

    /** Begins; returns at once. */
    public void start() {
        reloads.watchConfigured();
        thread.start();
    }

    /** Waits until the first process is ready; returns whether one is, false also when it is known sooner that none will be soon. */
    public boolean awaitReady(Duration longest) {
        try {
            return firstOutcome.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** An application is about to be asked for: its script may have changed (D-11). */
    public void used(Application application) {
        if (reloads.noticed(application)) {
            events.add(() -> reloads.look(now()));
        }
    }

    /** Replaces all processes, one at a time, each when its replacement is ready; returns at once. */
    public void reload(String reason) {
        events.add(() -> reloads.reload(RestartReason.RELOAD, reason, now()));
    }

    /** Replaces a process; it finishes its requests within gracefulTimeout. */
    public void drain(long pid) {
        with(pid, process -> roster.leaveLater(process, new Departure(
                RestartReason.GRACEFUL_SIGNAL, "Graceful restart requested", options.recycling().gracefulTimeout())));
    }

    /** Ends a process, now; it finishes its requests within evictionTimeout. Another one takes its place. */
    public void evict(long pid) {
        Duration timeout = options.recycling().evictionTimeout();
        with(pid, process -> roster.leaveNow(process, new Departure(
                RestartReason.EVICTION_SIGNAL, "Process eviction requested", timeout.isZero() ? options.recycling().gracefulTimeout() : timeout)));
    }

    /** The Python stacks of all threads of a process; fails if there is no such process, or it does not answer. */
    public CompletableFuture<String> dumpStacks(long pid) {
        CompletableFuture<String> stacks = new CompletableFuture<>();
        events.add(() -> roster.processes().stream().filter(each -> each.pid() == pid).findFirst().ifPresentOrElse(process -> {
            if (!process.orders().ask("stacks", Map.of(), stacks::complete)) {
                stacks.completeExceptionally(new IllegalStateException("Process [" + pid + "] takes no orders."));
            }
        }, () -> stacks.completeExceptionally(noProcess(pid))));
        return stacks;
    }

    /** The processes as of a moment ago. */
    public List<ProcessSnapshot> processes() {
        return snapshots;
    }

    /** How many requests processes have finished, those that are gone included. */
    public long handled() {
        return handled;
    }

    /** How many processes were ended or replaced for which reason, by {@link RestartReason#key}. */
    public Map<String, Long> restarts() {
        return counts.snapshot();
    }

    /** The last processes that were ended or replaced, with their reasons. */
    Incident[] latestRestarts() {
        return counts.latest();
    }

    /** Ends all processes: their requests have the gracefulTimeout, their exit functions the shutdownTimeout. Returns when they are gone. */
    public void stop() {
        events.add(() -> {
            closing = true;
            firstOutcome.complete(false);
            roster.close(new Departure(RestartReason.SHUTDOWN_SIGNAL, "Shutdown requested for daemon process", options.recycling().gracefulTimeout()));
        });
        Duration longest = options.recycling().gracefulTimeout().plus(options.recycling().shutdownTimeout()).plus(LONGEST_SHUTDOWN).plus(STOP_SLACK);
        try {
            thread.join(longest.toMillis());
            if (thread.isAlive()) {
                log.accept(Level.SEVERE, "Processes of the group have not ended after [" + longest.toSeconds() + "] s, though they were killed.");
            }
        } catch (InterruptedException e) {
            // whoever interrupts wants an end
            events.add(() -> roster.processes().forEach(process -> process.worker().kill()));
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        guarded(() -> management.open(new GroupBean(options, this, dispatcher, metrics)));
        try {
            while (!closing || !roster.processes().isEmpty()) {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                for (; event != null; event = events.poll()) {
                    guarded(event);
                }
                guarded(this::tick);
            }
        } catch (InterruptedException e) {
            log.accept(Level.SEVERE, "The supervising thread was interrupted: the processes of the group are killed.");
            roster.processes().forEach(process -> process.worker().kill());
        } finally {
            snapshots = List.of();
            guarded(management::close);
            spawner.close();
        }
    }

    private void tick() {
        long now = now();
        excusePause(now);
        roster.manage(now, listener);
        if (closing) {
            roster.processes().forEach(process -> process.limit(LONGEST_SHUTDOWN));
        } else {
            reloads.look(now);
            if (!firstOutcome.isDone() && (roster.isServing() || roster.isOut(now))) {
                // whoever waits looks at them next
                snapshots = roster.processes().stream().map(process -> process.snapshot(now)).toList();
                firstOutcome.complete(roster.isServing());
            }
        }
        if (now - lastSecond >= SECOND_NANOS) {
            lastSecond = now;
            dispatcher.expire();
        }
        snapshots = roster.processes().stream().map(process -> process.snapshot(now)).toList();
        handled = roster.handled();
        management.update(snapshots);
    }

    private void excusePause(long now) {
        long pause = now - lastTick;
        lastTick = now;
        if (pause >= PAUSE_NANOS) {
            roster.processes().forEach(process -> process.excuse(pause));
        }
    }

    /** The group must not be left alone because of one fault. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.accept(Level.SEVERE, "Supervision failed and goes on: " + e);
        }
    }

    private void with(long pid, Consumer<DaemonProcess> operation) {
        events.add(() -> roster.processes().stream().filter(each -> each.pid() == pid).findFirst()
                .ifPresentOrElse(operation, () -> log.accept(Level.WARNING, noProcess(pid).getMessage())));
    }

    private IllegalStateException noProcess(long pid) {
        return new IllegalStateException("There is no process [" + pid + "] in the group [" + options.name() + "]: name the pid of one that there is.");
    }

    private static long now() {
        return System.nanoTime();
    }

    /** Brings what happens to processes to the supervising thread. */
    private final class Listener implements ProcessEvents {

        @Override
        public void reported(DaemonProcess process, Report report) {
            events.add(() -> heard(process, report));
        }

        @Override
        public void silenced(DaemonProcess process) {
            events.add(process::silenced);
        }

        @Override
        public void dying(DaemonProcess process) {
            events.add(process::disconnect);
        }

        @Override
        public void exited(DaemonProcess process, ExitStatus status) {
            events.add(() -> roster.exited(process, status, now()));
        }

        private void heard(DaemonProcess process, Report report) {
            if (report instanceof Report.Ready ready) {
                roster.ready(process, ready, now());
                reloads.ready(process);
            } else if (report instanceof Report.Beat beat) {
                process.beat(beat);
            } else if (report instanceof Report.Answer answer) {
                process.orders().answered(answer);
            } else if (report instanceof Report.Stopping stopping) {
                roster.stopping(process, stopping.reason());
            } else if (report instanceof Report.Garbage garbage) {
                roster.garbled(process, shortened(garbage.line()), now());
            }
        }

        private static String shortened(String line) {
            return line.length() > 200 ? line.substring(0, 200) + "..." : line;
        }
    }
}
