package org.tomcatwsgi.metrics;

/** Sums over slots. Used by one thread at a time. */
final class Sums {

    /** Requests by kind of response, see {@link Slot#KINDS}. */
    final long[] kinds = new long[Slot.KINDS];
    /** Requests by bucket of their duration. */
    final long[] buckets = new long[Buckets.COUNT];
    /** Their durations together, in nanoseconds. */
    long nanos;

    void add(Sums others) {
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] += others.kinds[i];
        }
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += others.buckets[i];
        }
        nanos += others.nanos;
    }

    long requests() {
        long requests = 0;
        for (long kind : kinds) {
            requests += kind;
        }
        return requests;
    }

    /** Responses with 5xx. Those that broke off are not among them: most often it was the client that went away. */
    long errors() {
        return kinds[5];
    }
}
