package org.tomcatwsgi.supervision;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** When the next process may be started after some that did not last: 1, 2, 4 … 30 s later, and up to a quarter more, so that groups do not start in step. */
final class BackOff {

    private static final long LONGEST_SECONDS = 30;

    private long seconds;
    private long nextNanos = System.nanoTime();
    private long failedNanos = nextNanos;

    /** Another process did not last. */
    void failed(long now) {
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
