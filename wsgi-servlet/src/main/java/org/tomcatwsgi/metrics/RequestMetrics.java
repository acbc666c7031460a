package org.tomcatwsgi.metrics;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts requests: by status, by duration, for ever and in slots of ten seconds over the last five minutes. Thread-safe, without a lock where a request passes: two
 * additions and one increment. About 70 KiB.
 */
public final class RequestMetrics {

    /** Status of a response that broke off, or that the client did not wait for. */
    public static final int BROKEN_OFF = 0;

    static final int SLOT_SECONDS = 10;
    static final int SLOTS = 30;
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(SLOT_SECONDS);

    private final LongSupplier clock;
    private final long origin;
    private final LongAdder begun = new LongAdder();
    private volatile Slot present = new Slot(0);
    // guarded by this; oldest first, the present one among them
    private final Deque<Slot> slots = new ArrayDeque<>();
    // guarded by this: what slots held that are gone
    private final Sums past = new Sums();

    public RequestMetrics() {
        this(System::nanoTime);
    }

    /** @param clock nanoseconds, never going back */
    RequestMetrics(LongSupplier clock) {
        this.clock = clock;
        this.origin = clock.getAsLong();
        slots.add(present);
    }

    /** A request begins; returns what {@link #end} needs to know. */
    public long begin() {
        begun.increment();
        return clock.getAsLong();
    }

    /**
     * A request has ended.
     *
     * @param begin  what {@link #begin} returned
     * @param status of its response, or {@link #BROKEN_OFF}
     */
    public void end(long begin, int status) {
        long now = clock.getAsLong();
        slot(now).count(status, now - begin);
    }

    /** What has been counted so far. */
    public synchronized RequestSummary summary() {
        advance(number(clock.getAsLong()));
        Sums all = new Sums();
        all.add(past);
        Sums latest = new Sums();
        long[] requests = new long[SLOTS];
        long[] errors = new long[SLOTS];
        double[][] percentiles = new double[RequestSummary.SHARES.length][SLOTS];
        for (double[] each : percentiles) {
            Arrays.fill(each, Double.NaN);
        }
        for (Slot slot : slots) {
            Sums sums = new Sums();
            slot.addTo(sums);
            all.add(sums);
            latest.add(sums);
            // the present slot is not over yet: it has no place in a plot
            int place = SLOTS - (int) (present.number() - slot.number());
            if (place >= 0 && place < SLOTS) {
                requests[place] = sums.requests();
                errors[place] = sums.errors();
                for (int i = 0; i < percentiles.length; i++) {
                    percentiles[i][place] = Buckets.percentile(sums.buckets, RequestSummary.SHARES[i]);
                }
            }
        }
        // the ends were read before the beginnings: never negative
        return new RequestSummary(begun.sum() - all.requests(), all, latest, requests, errors, percentiles);
    }

    private Slot slot(long now) {
        Slot slot = present;
        long number = number(now);
        return number <= slot.number() ? slot : advance(number);
    }

    private long number(long now) {
        return (now - origin) / SLOT_NANOS;
    }

    private synchronized Slot advance(long number) {
        if (number > present.number()) {
            Slot next = new Slot(number);
            slots.addLast(next);
            present = next;
            while (slots.peekFirst().number() < number - SLOTS) {
                slots.removeFirst().addTo(past);
            }
        }
        return present;
    }
}
