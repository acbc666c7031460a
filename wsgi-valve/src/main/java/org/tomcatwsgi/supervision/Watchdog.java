package org.tomcatwsgi.supervision;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Level;

/** Watches over the processes of a group, and has the {@link Roster} replace those that have to be. Used by the supervising thread only. */
final class Watchdog {

    private final GroupOptions options;
    private final Recycling recycling;
    private final Roster roster;
    private final BiConsumer<Level, String> log;
    private final Triggers triggers;
    private final Map<DaemonProcess, RequestWatch> requests = new HashMap<>();

    Watchdog(GroupOptions options, Roster roster, BiConsumer<Level, String> log) {
        this.options = options;
        this.recycling = options.recycling();
        this.roster = roster;
        this.log = log;
        this.triggers = new Triggers(recycling);
    }

    void forget(DaemonProcess process) {
        requests.remove(process);
    }

    void look(DaemonProcess process, long now) {
        if (process.isStarting()) {
            lookAtStart(process, now);
            return;
        }
        RequestWatch watch = requests.computeIfAbsent(process, each -> new RequestWatch(each, recycling, log));
        boolean stuck = watch.look(now);
        boolean serving = process.isReady() || process.state() == ProcessState.DRAINING;
        if (serving && process.target() != null && isOver(recycling.deadlockTimeout(), process.silence(now))) {
            roster.kill(process, new Departure(RestartReason.DEADLOCK_TIMEOUT, "Daemon process deadlock timer expired, stopping process; deadlockTimeout ["
                    + Triggers.text(recycling.deadlockTimeout()) + "] s", recycling.shutdownTimeout()));
        } else if (process.isReady()) {
            lookAtService(process, stuck && watch.givenUp() >= options.threads(), stuck, now);
        }
    }

    /** A service process has nothing to load before it is ready. */
    private void lookAtStart(DaemonProcess process, long now) {
        if (process.target() != null && isOver(recycling.startupTimeout(), process.age(now))) {
            roster.killAtStart(process, new Departure(RestartReason.STARTUP_TIMEOUT, "Application startup timer expired, startupTimeout ["
                    + Triggers.text(recycling.startupTimeout()) + "] s", recycling.shutdownTimeout()), now);
        }
    }

    private void lookAtService(DaemonProcess process, boolean allStuck, boolean stuck, long now) {
        if (process.isMute(now)) {
            roster.lost(process, "It has closed its standard output", now);
        }
        if (process.isSocketLost()) {
            roster.leaveNow(process, departure(RestartReason.SOCKET_LOST, "The file of its socket is gone"));
        } else if (process.isDeaf()) {
            roster.leaveNow(process, departure(RestartReason.SOCKET_LOST, "It accepts no connections"));
        } else if (stuck) {
            Departure departure = departure(RestartReason.REQUEST_TIMEOUT, "Daemon process request time limit exceeded; waiting for in-flight requests");
            if (allStuck) {
                roster.leaveNow(process, departure);
            } else {
                roster.leaveLater(process, departure);
            }
        } else {
            roster.proven(process, now);
            Departure pulled = process.departure() == null && process.target() != null ? triggers.pulled(process, now) : null;
            if (pulled != null) {
                roster.leaveLater(process, pulled);
            }
        }
    }

    private Departure departure(RestartReason reason, String text) {
        return new Departure(reason, text, recycling.gracefulTimeout());
    }

    private static boolean isOver(Duration limit, long nanos) {
        return !limit.isZero() && nanos >= limit.toNanos();
    }
}
