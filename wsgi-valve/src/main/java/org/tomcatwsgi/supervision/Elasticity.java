package org.tomcatwsgi.supervision;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.dispatch.Dispatcher;

/** How many processes there should be: one more when requests have been waiting, one less when one has been idle. Used by the supervising thread only. */
final class Elasticity {

    // shorter queues are bursts, over before a process would be ready
    private static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    // longer than the pauses of one visitor; a process is dear to start again
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final GroupOptions.Scaling scaling;
    private final Dispatcher dispatcher;
    private final BiConsumer<Level, String> log;
    private int wanted;
    private long queueSince;

    Elasticity(GroupOptions.Scaling scaling, Dispatcher dispatcher, BiConsumer<Level, String> log) {
        this.scaling = scaling;
        this.dispatcher = dispatcher;
        this.log = log;
        this.wanted = scaling.least();
    }

    int wanted() {
        return wanted;
    }

    /** Looks how busy the group is; returns a process that is no longer needed, or null. */
    DaemonProcess look(List<DaemonProcess> processes, long now) {
        if (scaling.most() == scaling.least()) {
            return null;
        }
        // while one starts nobody knows yet whether it is enough
        boolean settled = processes.stream().filter(DaemonProcess::isReady).count() >= wanted && processes.stream().noneMatch(DaemonProcess::isStarting);
        if (!settled || dispatcher.waiting() == 0) {
            queueSince = 0;
        } else if (queueSince == 0) {
            queueSince = now;
        } else if (now - queueSince >= QUEUE_NANOS && wanted < scaling.most()) {
            queueSince = 0;
            wanted++;
            log.accept(Level.INFO, "Requests are waiting: the group grows to [" + wanted + "] processes.");
        }
        return settled && wanted > scaling.least() ? superfluous(processes, now) : null;
    }

    private DaemonProcess superfluous(List<DaemonProcess> processes, long now) {
        for (DaemonProcess process : processes) {
            if (process.isReady() && process.departure() == null && process.running() == 0 && process.readyFor(now) >= IDLE_NANOS
                    && now - process.target().lastFinishedNanos() >= IDLE_NANOS) {
                wanted--;
                log.accept(Level.INFO, "The group shrinks to [" + wanted + "] processes.");
                return process;
            }
        }
        return null;
    }
}
