package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.tomcatwsgi.dispatch.Dispatcher;

/**
 * The processes of a group, and the decisions: how many there are, who is replaced by whom and when. A replacement is ready before the process that it replaces
 * leaves. Used by the supervising thread only.
 */
final class Roster {

    // those that take long to leave hold memory: beyond so many for each that serves, replacements wait
    private static final int MOST_LEAVING = 2;
    // a process that ends sooner after it was ready would end again: its successor waits for the back-off
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final GroupOptions options;
    private final Spawner spawner;
    private final Dispatcher dispatcher;
    private final BiConsumer<Level, String> log;
    private final RestartCounts counts;
    private final BackOff backOff = new BackOff();
    private final List<DaemonProcess> processes = new ArrayList<>();
    private final Watchdog watchdog;
    private final Elasticity elasticity;
    private String lastFailure = "";
    private long handledBefore;
    private boolean closing;

    Roster(GroupOptions options, Spawner spawner, Dispatcher dispatcher, BiConsumer<Level, String> log, RestartCounts counts) {
        this.options = options;
        this.spawner = spawner;
        this.dispatcher = dispatcher;
        this.log = log;
        this.counts = counts;
        this.watchdog = new Watchdog(options, this, log);
        this.elasticity = new Elasticity(options.scaling(), dispatcher, log);
    }

    List<DaemonProcess> processes() {
        return processes;
    }

    /** Requests that processes have finished, those that are gone included. */
    long handled() {
        return handledBefore + processes.stream().mapToLong(DaemonProcess::handled).sum();
    }

    boolean isServing() {
        return count(DaemonProcess::isReady) > 0;
    }

    /** Whether there is no process, nor will there be one soon. */
    boolean isOut(long now) {
        return count(each -> each.isReady() || each.isStarting()) == 0 && !backOff.isOver(now);
    }

    boolean hasFailed() {
        return count(each -> each.isReady() && each.failure() != null) > 0;
    }

    /** Starts, replaces and ends processes as the moment demands. */
    void manage(long now, ProcessEvents events) {
        for (DaemonProcess process : List.copyOf(processes)) {
            process.step(now);
            watchdog.look(process, now);
        }
        if (closing) {
            return;
        }
        retire(elasticity.look(processes, now));
        fill(now, events);
    }

    private void fill(long now, ProcessEvents events) {
        int wanted = elasticity.wanted();
        while (backOff.isOver(now)) {
            int starting = count(DaemonProcess::isStarting);
            int ready = count(DaemonProcess::isReady);
            int staying = count(each -> (each.isReady() || each.isStarting()) && each.departure() == null);
            boolean lacking = starting + ready < wanted;
            boolean replacing = staying < wanted && starting == 0 && processes.size() - ready <= MOST_LEAVING * wanted;
            // what a service process does must not be done twice at a time
            boolean early = options.threads() == 0 && processes.size() >= wanted;
            if (!lacking && !replacing || early || !spawn(now, events)) {
                return;
            }
        }
    }

    private boolean spawn(long now, ProcessEvents events) {
        try {
            DaemonProcess process = spawner.spawn(events);
            processes.add(process);
            log.accept(Level.FINE, "Starting " + process.name() + ".");
            return true;
        } catch (IOException e) {
            backOff.failed(now);
            log.accept(Level.SEVERE, e.getMessage() + " The next attempt follows in [" + backOff.seconds() + "] s.");
            outage(e.getMessage(), now);
            return false;
        }
    }

    /** A process loaded its applications, or tried to. */
    void ready(DaemonProcess process, Report.Ready report, long now) {
        if (!process.isStarting()) {
            return;
        }
        process.ready(report, now);
        log.accept(Level.INFO, "Application startup timer cancelled: " + process.name() + " is ready after [" + process.age(now) / 1_000_000 + "] ms: " + report.version() + ".");
        if (report.failure() == null) {
            lastFailure = "";
        } else {
            failed(process, report.failure(), now);
            if (isInferior(process)) {
                leaveNow(process, unloaded());
                return;
            }
            leaveLater(process, unloaded());
        }
        process.serve();
        if (process.isGarbled()) {
            lost(process, "It does not keep to the daemon protocol", now);
        }
        displace();
    }

    private Departure unloaded() {
        return new Departure(RestartReason.LOAD_FAILURE, "Its application could not be loaded", options.recycling().gracefulTimeout());
    }

    private void failed(DaemonProcess process, Report.Failure failure, long now) {
        backOff.failed(now);
        if (!failure.summary().equals(lastFailure)) {
            lastFailure = failure.summary();
            // with its traceback it is in the worker's own record
            log.accept(Level.SEVERE, "The application could not be loaded in " + process.name() + "; every request tries again, and so does a new process soon: "
                    + failure.summary());
        }
    }

    /** Whether there are enough processes that work without this one, which does not: it is of no use, then, and no progress for those that were to be replaced. */
    private boolean isInferior(DaemonProcess process) {
        List<DaemonProcess> working = processes.stream().filter(each -> each.isReady() && each.failure() == null).toList();
        if (working.size() < elasticity.wanted()) {
            return false;
        }
        // a process of the new code that works is a reason to go on trying; so is a newer change
        boolean progress = process.departure() != null || working.stream().anyMatch(each -> each.departure() == null);
        for (DaemonProcess former : working) {
            if (!progress && former.departure().reason().isForNewCode()) {
                log.accept(Level.SEVERE, "Reload failed: " + former.name() + " goes on serving, reason " + former.departure().reason().key() + ".");
                former.stay();
            }
        }
        return true;
    }

    /** Those that are to be replaced go, as far as there are others in their place. */
    private void displace() {
        for (DaemonProcess process : List.copyOf(processes)) {
            if (count(DaemonProcess::isReady) <= elasticity.wanted()) {
                return;
            }
            if (process.isReady() && process.departure() != null) {
                process.drain(process.departure());
            }
        }
    }

    /** It is replaced: it goes when another one is ready in its place. */
    void leaveLater(DaemonProcess process, Departure departure) {
        if (!process.isReady() && !process.isStarting() || process.departure() != null) {
            return;
        }
        if (process.target() == null && process.isReady()) {
            // it cannot be there at the same time as its replacement
            leaveNow(process, departure);
            return;
        }
        announce(process, departure);
        process.departure(departure);
        displace();
    }

    /** It goes, whatever becomes of the others. */
    void leaveNow(DaemonProcess process, Departure departure) {
        if (!process.isReady() && !process.isStarting()) {
            return;
        }
        if (process.departure() == null) {
            announce(process, departure);
        }
        process.departure(departure);
        if (process.isReady()) {
            process.drain(departure);
        } else {
            process.stop();
        }
    }

    /** It goes without ado. */
    void kill(DaemonProcess process, Departure departure) {
        announce(process, departure);
        process.abort(departure);
    }

    /** It goes without ado, and its successor would not fare better at once. */
    void killAtStart(DaemonProcess process, Departure departure, long now) {
        backOff.failed(now);
        kill(process, departure);
        outage("A process was not ready within startupTimeout.", now);
    }

    private void announce(DaemonProcess process, Departure departure) {
        counts.count(departure.reason(), process.name());
        log.accept(closing ? Level.FINE : Level.INFO, departure.text() + ": " + process.name() + " is replaced or ended, reason " + departure.reason().key() + ".");
    }

    private void retire(DaemonProcess superfluous) {
        if (superfluous != null) {
            leaveNow(superfluous, new Departure(RestartReason.RETIRED, "More processes than needed", options.recycling().gracefulTimeout()));
        }
    }

    /** It serves. If it does so for a while, and since after the last failure, that is over; one that served before proves nothing about those after it. */
    void proven(DaemonProcess process, long now) {
        boolean sound = process.failure() == null && !process.isGarbled();
        if (sound && backOff.seconds() > 0 && process.readyFor(now) >= STABLE_NANOS && process.readyFor(now) < backOff.sinceFailure(now)) {
            backOff.reset(now);
        }
    }

    /** It is gone. */
    void exited(DaemonProcess process, ExitStatus status, long now) {
        boolean expected = process.state() == ProcessState.STOPPING;
        boolean lasted = process.wasReady() && process.readyFor(now) >= STABLE_NANOS;
        process.ended();
        handledBefore += process.handled();
        processes.remove(process);
        watchdog.forget(process);
        if (expected) {
            log.accept(closing ? Level.FINE : Level.INFO, "Process " + process.name() + " has ended with " + status + ", reason " + process.departure().reason().key() + ".");
            return;
        }
        RestartReason reason = process.departure() == null ? RestartReason.CRASH : process.departure().reason();
        if (process.departure() == null) {
            counts.count(reason, process.name());
        }
        if (!lasted) {
            if (process.wasReady() && options.threads() > 0) {
                backOff.ended(now);
            } else {
                backOff.failed(now);
            }
        }
        Level level = options.threads() == 0 && status.value() == 0 ? Level.INFO : Level.SEVERE;
        log.accept(level, "Process " + process.name() + " has died; deregistering and restarting it"
                + (closing || backOff.isOver(now) ? "" : " in [" + backOff.seconds() + "] s") + ": " + status + ", reason " + reason.key() + "."
                + quote(process.worker().lastErrors()));
        outage("Process " + process.number() + " has died (" + status + ").", now);
    }

    private static String quote(List<String> lines) {
        return lines.isEmpty() ? "" : " Its last words:\n" + String.join("\n", lines);
    }

    /** Tells the dispatcher, if nobody is left and nobody comes soon. */
    private void outage(String reason, long now) {
        if (isOut(now)) {
            dispatcher.outage(reason + " The next attempt follows in a moment.");
        }
    }

    /** All processes are replaced, one after another; what was wrong may have been mended, so nothing waits. */
    void reload(RestartReason reason, String why, long now) {
        backOff.reset(now);
        lastFailure = "";
        for (DaemonProcess process : List.copyOf(processes)) {
            leaveLater(process, new Departure(reason, why, options.recycling().gracefulTimeout()));
        }
    }

    /** It says that it has begun to shut down: somebody else told it to, unless it was us. */
    void stopping(DaemonProcess process, String reason) {
        if (process.isReady() || process.isStarting()) {
            Departure departure = new Departure(RestartReason.of(reason), "Shutdown requested for daemon process", options.recycling().shutdownTimeout());
            announce(process, departure);
            process.stopsItself(departure);
        } else if (process.state() == ProcessState.DRAINING) {
            process.stopsItself(process.departure());
        }
    }

    /** It wrote something that is no report. */
    void garbled(DaemonProcess process, String line, long now) {
        if (process.garbled()) {
            String text = "It wrote [" + line + "] to its standard output, where only the daemon protocol belongs";
            log.accept(Level.SEVERE, process.name() + ": " + text + ".");
            lost(process, text, now);
        }
    }

    /** It can no longer be watched over. */
    void lost(DaemonProcess process, String text, long now) {
        if (process.departure() == null && process.isReady()) {
            backOff.failed(now);
            leaveLater(process, new Departure(RestartReason.CONTROL_LOST, text, options.recycling().gracefulTimeout()));
        }
    }

    /** All processes go. */
    void close(Departure departure) {
        closing = true;
        dispatcher.outage("The process group is being stopped.");
        for (DaemonProcess process : List.copyOf(processes)) {
            leaveNow(process, departure);
        }
    }

    private int count(Predicate<DaemonProcess> which) {
        int count = 0;
        for (DaemonProcess process : processes) {
            if (which.test(process)) {
                count++;
            }
        }
        return count;
    }
}
