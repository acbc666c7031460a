package org.tomcatwsgi.supervision;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.dispatch.RunningRequest;

/**
 * Watches over the requests of one process (P-25, P-26): one that runs longer than requestTimeout has its Python stack logged, is interrupted if there is an
 * interruptTimeout, and is given up if that has not helped. Used by the supervising thread only.
 */
final class RequestWatch {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    // a heartbeat is up to a second old
    private static final long LEAST_ORPHANAGE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final DaemonProcess process;
    private final Duration requestTimeout;
    private final Duration interruptTimeout;
    private final BiConsumer<Level, String> log;
    private final Map<RunningRequest, Overdue> overdue = new HashMap<>();
    private int givenUp;
    private long orphansSince;

    private enum Step { ASKED_FOR_STACK, INTERRUPTED, GIVEN_UP }

    /** A request that should have ended. */
    private static final class Overdue {

        private Step step = Step.ASKED_FOR_STACK;
        private long since = System.nanoTime();
        private boolean settled;
    }

    RequestWatch(DaemonProcess process, Recycling recycling, BiConsumer<Level, String> log) {
        this.process = process;
        this.requestTimeout = recycling.requestTimeout();
        this.interruptTimeout = recycling.interruptTimeout();
        this.log = log;
    }

    /** Requests that were given up; their threads may be stuck. */
    int givenUp() {
        return givenUp;
    }

    /** Does what is due; returns whether a thread is stuck, so that the process has to be replaced. */
    boolean look(long now) {
        if (requestTimeout.isZero() || process.target() == null) {
            return false;
        }
        Collection<RunningRequest> requests = process.target().requests();
        forgetEnded(requests);
        for (RunningRequest request : requests) {
            if (now - request.startNanos() >= requestTimeout.toNanos() && !overdue.containsKey(request)) {
                askForStack(request);
            }
        }
        overdue.forEach((request, state) -> proceed(request, state, now));
        return givenUp > 0 || hasOrphans(now);
    }

    private void askForStack(RunningRequest request) {
        Overdue state = new Overdue();
        overdue.put(request, state);
        state.settled = !process.orders().ask("stack", Map.of("request", request.id()), stack -> {
            state.settled = true;
            log.accept(Level.WARNING, "Dumping stack trace for thread of request [" + request.label() + "] in " + process.name() + ":\n" + stack);
        });
    }

    private void proceed(RunningRequest request, Overdue state, long now) {
        if (state.step == Step.ASKED_FOR_STACK && (state.settled || now - state.since >= PATIENCE_NANOS)) {
            if (interruptTimeout.isZero()) {
                giveUp(request, state);
            } else {
                interrupt(request, state, now);
            }
        } else if (state.step == Step.INTERRUPTED && (state.settled || now - state.since >= interruptTimeout.toNanos())) {
            giveUp(request, state);
        }
    }

    private void interrupt(RunningRequest request, Overdue state, long now) {
        state.step = Step.INTERRUPTED;
        state.since = now;
        state.settled = !process.orders().ask("interrupt", Map.of("request", request.id()), answer -> {
            if (answer.equals("interrupted")) {
                log.accept(Level.WARNING, "Injected RequestTimeout into the thread of request [" + request.label() + "] in " + process.name() + ".");
            } else if (!answer.isEmpty()) {
                state.settled = true;
                log.accept(Level.WARNING, "Request [" + request.label() + "] in " + process.name() + " cannot be interrupted: " + answer);
            }
        });
    }

    private void giveUp(RunningRequest request, Overdue state) {
        state.step = Step.GIVEN_UP;
        givenUp++;
        request.cancel(504, "Daemon process request time limit exceeded: requestTimeout [" + Triggers.text(requestTimeout) + "] s, request [" + request.label()
                + "] in " + process.name() + ".");
    }

    private void forgetEnded(Collection<RunningRequest> requests) {
        for (Iterator<Map.Entry<RunningRequest, Overdue>> all = overdue.entrySet().iterator(); all.hasNext();) {
            Map.Entry<RunningRequest, Overdue> entry = all.next();
            if (!requests.contains(entry.getKey())) {
                all.remove();
                if (entry.getValue().step == Step.INTERRUPTED) {
                    log.accept(Level.INFO, "Request interrupted by RequestTimeout; thread recovered: request [" + entry.getKey().label() + "] in " + process.name() + ".");
                }
            }
        }
    }

    /** Requests whose client has gone are nobody's any more here, but may run on there. */
    private boolean hasOrphans(long now) {
        if (process.beat().running() <= process.running()) {
            orphansSince = 0;
        } else if (orphansSince == 0) {
            orphansSince = now;
        }
        return orphansSince != 0 && now - orphansSince >= Math.max(requestTimeout.toNanos(), LEAST_ORPHANAGE_NANOS);
    }
}
