package org.tomcatwsgi.connector;

/**
 * How long tasks take of late, and what to expect of the next one.
 *
 * <p>Updated by many threads without a lock: a lost update loses one sample.
 */
final class Pace {

    // waking a thread costs 5 to 8 microseconds: what is far above is worth it
    private static final long LONG_NANOS = 150_000;
    // hello world, 16 connections, two interpreters: 64,000 requests/s with this, 55,000 with 400 microseconds, 60,000 with 60
    private static final long LONG_BATCH_NANOS = 150_000;
    private static final int STEP_SHIFT = 6;
    private static final int UP_TO_DOWN = 9;
    private static final long LEAST_NANOS = 1_000;
    // a surprise costs a millisecond or two, as much as so many hand-overs
    private static final int CAUTION = 256;

    // nine of ten tasks stay below
    private volatile long nanos = LONG_NANOS;
    private volatile int caution;

    /** Takes the duration of a task, in nanoseconds. */
    void add(long sample) {
        long present = nanos;
        long step = present >> STEP_SHIFT;
        if (sample > present) {
            nanos = present + UP_TO_DOWN * step;
        } else if (present > LEAST_NANOS) {
            nanos = present - step;
        }
    }

    /** A task took long that was expected to be short: the next ones may, too. */
    void surprised() {
        caution = CAUTION;
    }

    /** Whether the next task may take so long that somebody else shall look after the connections. */
    boolean expectsLongTask() {
        int left = caution;
        if (left > 0) {
            caution = left - 1;
            return true;
        }
        return nanos > LONG_NANOS;
    }

    /** Whether so many short tasks are work for two. */
    boolean expectsLongBatch(int tasks) {
        return tasks > 1 && tasks * nanos > LONG_BATCH_NANOS;
    }
}
