package org.tomcatwsgi.metrics;

import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link RequestMetrics} has counted, as JMX shows it. Durations are seconds and reach from the request's arrival at the group, its wait for a thread included, to
 * the end of its response. Arrays over time hold the last five minutes, oldest first, {@link #getSlotSeconds} each, the slot that is not over yet left out.
 */
public final class RequestSummary {

    /** The percentiles that are shown. */
    static final double[] SHARES = {0.5, 0.95, 0.99};

    private static final String[] NAMES = {"broken off", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final long inFlight;
    private final Sums all;
    private final Sums latest;
    private final long[] recentRequests;
    private final long[] recentErrors;
    private final double[][] recentPercentiles;

    RequestSummary(long inFlight, Sums all, Sums latest, long[] recentRequests, long[] recentErrors, double[][] recentPercentiles) {
        this.inFlight = inFlight;
        this.all = all;
        this.latest = latest;
        this.recentRequests = recentRequests;
        this.recentErrors = recentErrors;
        this.recentPercentiles = recentPercentiles;
    }

    /** Requests that have begun and not ended. */
    public long getInFlight() {
        return inFlight;
    }

    /** Requests that have ended. */
    public long getServed() {
        return all.requests();
    }

    /** Those of them that ended with 5xx; responses that broke off, most often because the client went away, are counted in {@link #getResponses} alone. */
    public long getErrors() {
        return all.errors();
    }

    /** Requests by class of their status: 1xx to 5xx, and "broken off"; classes that never occurred are left out, except 2xx. */
    public Map<String, Long> getResponses() {
        Map<String, Long> responses = new TreeMap<>(Map.of(NAMES[2], 0L));
        for (int i = 0; i < NAMES.length; i++) {
            if (all.kinds[i] > 0) {
                responses.put(NAMES[i], all.kinds[i]);
            }
        }
        return responses;
    }

    /** Upper bounds of durations in seconds. */
    public double[] getDurationBounds() {
        return Buckets.bounds();
    }

    /** For each of the bounds, how many requests took less. */
    public long[] getDurationCounts() {
        return Buckets.cumulative(all.buckets);
    }

    /** Seconds that all requests took together. */
    public double getDurationSum() {
        return all.nanos / 1e9;
    }

    /** Seconds that half of the requests of the last five minutes did not exceed; NaN if there was none. */
    public double getLatencyP50() {
        return Buckets.percentile(latest.buckets, SHARES[0]);
    }

    /** The same for 95 of 100 requests. */
    public double getLatencyP95() {
        return Buckets.percentile(latest.buckets, SHARES[1]);
    }

    /** The same for 99 of 100 requests. */
    public double getLatencyP99() {
        return Buckets.percentile(latest.buckets, SHARES[2]);
    }

    /** Length of a slot in seconds. */
    public int getSlotSeconds() {
        return RequestMetrics.SLOT_SECONDS;
    }

    /** Requests per slot. */
    public long[] getRecentRequests() {
        return recentRequests.clone();
    }

    /** Those of them that failed, as of {@link #getErrors}. */
    public long[] getRecentErrors() {
        return recentErrors.clone();
    }

    /** {@link #getLatencyP50} of each slot. */
    public double[] getRecentP50() {
        return recentPercentiles[0].clone();
    }

    /** {@link #getLatencyP95} of each slot. */
    public double[] getRecentP95() {
        return recentPercentiles[1].clone();
    }

    /** {@link #getLatencyP99} of each slot. */
    public double[] getRecentP99() {
        return recentPercentiles[2].clone();
    }
}
