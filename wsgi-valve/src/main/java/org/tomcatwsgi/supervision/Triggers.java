package org.tomcatwsgi.supervision;

import java.time.Duration;
import java.util.Locale;

/** When a process that serves has to be replaced (P-19 to P-22, and memory). Holds no state. */
final class Triggers {

    private final Recycling recycling;

    Triggers(Recycling recycling) {
        this.recycling = recycling;
    }

    /** Why it has to be replaced, null if it has not. */
    Departure pulled(DaemonProcess process, long now) {
        long most = (long) (recycling.maximumRequests() * process.spread());
        if (recycling.maximumRequests() > 0 && process.handled() >= most) {
            return because(RestartReason.MAXIMUM_REQUESTS, "Maximum requests reached; attempting graceful shutdown: [" + process.handled() + "] requests");
        }
        if (isOver(recycling.restartInterval(), (long) (process.age(now) / process.spread()))) {
            return because(RestartReason.RESTART_INTERVAL, "Application restart timer expired: restartInterval [" + text(recycling.restartInterval()) + "] s");
        }
        if (isOver(recycling.cpuTimeLimit(), (long) (process.beat().cpu() * 1e9))) {
            return because(RestartReason.CPU_TIME_LIMIT, String.format(
                    Locale.ROOT, "Exceeded CPU time limit: [%.1f] s, cpuTimeLimit [%s] s", process.beat().cpu(), text(recycling.cpuTimeLimit())));
        }
        if (recycling.memoryRestartThreshold() > 0 && process.beat().rss() > recycling.memoryRestartThreshold()) {
            return because(RestartReason.MEMORY_THRESHOLD, "Memory restart threshold exceeded: [" + process.beat().rss() + "] bytes resident, memoryRestartThreshold ["
                    + recycling.memoryRestartThreshold() + "]");
        }
        if (process.handled() > 0 && process.running() == 0 && isOver(recycling.inactivityTimeout(), now - process.target().lastFinishedNanos())) {
            return because(RestartReason.INACTIVITY_TIMEOUT, "Daemon process idle inactivity timer expired, stopping process: inactivityTimeout ["
                    + text(recycling.inactivityTimeout()) + "] s");
        }
        return null;
    }

    private Departure because(RestartReason reason, String text) {
        return new Departure(reason, text, recycling.gracefulTimeout());
    }

    private static boolean isOver(Duration limit, long nanos) {
        return !limit.isZero() && nanos >= limit.toNanos();
    }

    /** Seconds. */
    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? Long.toString(duration.toSeconds()) : Double.toString(duration.toMillis() / 1000.0);
    }
}
