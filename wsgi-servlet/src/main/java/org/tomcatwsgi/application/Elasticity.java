package org.tomcatwsgi.application;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many interpreters there should be: one more when requests have been waiting, one less when one has been needless. Knows no clock but the times it is told; used by
 * one thread only.
 */
final class Elasticity {

    /** What should happen to the number of interpreters. */
    enum Change { NONE, GROW, SHRINK }

    // shorter queues are bursts, over before an interpreter would be ready
    private static final long QUEUE_NANOS = TimeUnit.SECONDS.toNanos(1);
    // an interpreter that could not be built fails again, most likely, and costs seconds of a core
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);
    // an interpreter is needed if more than one look in so many finds all of them busy: two visitors meet by chance now and then
    private static final int LOOKS_PER_CHANCE = 100;

    private final int least;
    private final int most;
    private final long idleNanos;
    private boolean queueing;
    private long queueSince;
    private boolean failed;
    private long failedAt;
    private long windowStart;
    private int looks;
    private int busyLooks;

    /**
     * A rule for {@code least} to {@code most} interpreters.
     *
     * @param idle so long the youngest interpreter has been needless when it goes; zero: it never goes
     * @param now  {@code System.nanoTime()}
     */
    Elasticity(int least, int most, Duration idle, long now) {
        this.least = least;
        this.most = most;
        this.idleNanos = idle.toNanos();
        this.windowStart = now;
    }

    /**
     * Looks at the group; to be called several times a second.
     *
     * @param present interpreters there are
     * @param queued  whether requests wait
     * @param busy    whether a request that came now would have to wait
     * @param now     {@code System.nanoTime()}
     */
    Change look(int present, boolean queued, boolean busy, long now) {
        if (!queued) {
            queueing = false;
        } else if (!queueing) {
            queueing = true;
            queueSince = now;
        } else if (now - queueSince >= QUEUE_NANOS && present < most && !(failed && now - failedAt < RETRY_NANOS)) {
            queueing = false;
            restartWindow(now);
            return Change.GROW;
        }
        looks++;
        busyLooks += busy ? 1 : 0;
        if (now - windowStart < idleNanos) {
            return Change.NONE;
        }
        boolean needless = idleNanos > 0 && present > least && (long) busyLooks * LOOKS_PER_CHANCE <= looks;
        restartWindow(now);
        return needless ? Change.SHRINK : Change.NONE;
    }

    /** The interpreter that {@link #look} asked for could not be built: it asks again later. */
    void failed(long now) {
        failed = true;
        failedAt = now;
    }

    private void restartWindow(long now) {
        windowStart = now;
        looks = 0;
        busyLooks = 0;
    }
}
