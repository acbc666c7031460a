package org.tomcatwsgi.metrics;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** What is counted within a few seconds: one counter for each kind of response and bucket. Thread-safe. */
final class Slot {

    /** Kinds of responses: 0 broke off or was nobody's, 1 to 5 by the first digit of the status. */
    static final int KINDS = 6;

    private final long number;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(KINDS * Buckets.COUNT);
    private final LongAdder nanos = new LongAdder();

    Slot(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    void count(int status, long duration) {
        int kind = status >= 100 && status < 600 ? status / 100 : 0;
        counts.getAndIncrement(kind * Buckets.COUNT + Buckets.of(duration));
        nanos.add(duration);
    }

    void addTo(Sums sums) {
        for (int kind = 0; kind < KINDS; kind++) {
            for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
                int count = counts.get(kind * Buckets.COUNT + bucket);
                sums.kinds[kind] += count;
                sums.buckets[bucket] += count;
            }
        }
        sums.nanos += nanos.sum();
    }
}
