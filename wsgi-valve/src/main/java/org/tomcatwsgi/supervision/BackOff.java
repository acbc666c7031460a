package org.tomcatwsgi.supervision;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** When the next process may be started after some that did not last: 1, 2, 4 … 30 s later, and up to a quarter more, so that groups do not start in step. */
final class BackOff {

    private static final long LONGEST_SECONDS = 30;
    private static final long MISHAP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long seconds;
    private long nextNanos = System.nanoTime();
    private long failedNanos = nextNanos;
    private boolean failedBefore;

    /** A process that had been ready did not last: the first for a while is replaced at once, for that may have been a mishap. */
    void ended(long now) {
        if (seconds == 0 && (!failedBefore || now - failedNanos >= MISHAP_NANOS)) {
            failedBefore = true;
            failedNanos = now;
        } else {
            failed(now);
        }
    }

    /** Another process did not last, or did not become ready. */
    void failed(long now) {
        failedBefore = true;
        failedNanos = now;
        seconds = seconds == 0 ? 1 : Math.min(2 * seconds, LONGEST_SECONDS);
        nextNanos = now + TimeUnit.MILLISECONDS.toNanos(seconds * 1000 + ThreadLocalRandom.current().nextLong(seconds * 250));
    }

    /** A process has proved itself, or what was wrong may have been mended. */
    void reset(long now) {
        seconds = 0;
        nextNanos = now;
    }

    /** Nanoseconds since the last one that did not last. */
    long sinceFailure(long now) {
        return now - failedNanos;
    }

    boolean isOver(long now) {
        return now - nextNanos >= 0;
    }

    /** The present wait, in seconds, 0 if there is none. */
    long seconds() {
        return seconds;
    }
}
