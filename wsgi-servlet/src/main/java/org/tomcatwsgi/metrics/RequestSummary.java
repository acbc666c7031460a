package org.tomcatwsgi.metrics;

import java.util.Map;
import java.util.TreeMap;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/**
 * What {@link RequestMetrics} has counted, as JMX shows it. Durations are seconds and reach from the request's arrival at the group, its wait for a thread included, to
 * the end of its response. Arrays over time hold the last five minutes, oldest first, {@link #getSlotSeconds} each, the slot that is not over yet left out.
 */
public final class RequestSummary {

    /** The percentiles that are shown. */
    static final double[] SHARES = {0.5, 0.95, 0.99};

    private static final String[] NAMES = {"broken off", "1xx", "2xx", "3xx", "4xx", "5xx"};
    private static final String[] LATENCIES = {"latencyP50", "latencyP95", "latencyP99"};
    private static final String[] RECENT = {"recentP50", "recentP95", "recentP99"};

    private final long inFlight;
    private final long served;
    private final long errors;
    private final Map<String, Long> responses = new TreeMap<>();
    private final double[] durationBounds;
    private final long[] durationCounts;
    private final double durationSum;
    private final int slotSeconds;
    private final double[] latencies = new double[SHARES.length];
    private final long[] recentRequests;
    private final long[] recentErrors;
    private final double[][] recentPercentiles;

    RequestSummary(long inFlight, Sums all, Sums latest, long[] recentRequests, long[] recentErrors, double[][] recentPercentiles) {
        this.inFlight = inFlight;
        this.served = all.requests();
        this.errors = all.errors();
        for (int i = 0; i < NAMES.length; i++) {
            if (all.kinds[i] > 0 || i == 2) {
                responses.put(NAMES[i], all.kinds[i]);
            }
        }
        this.durationBounds = Buckets.bounds();
        this.durationCounts = Buckets.cumulative(all.buckets);
        this.durationSum = all.nanos / 1e9;
        this.slotSeconds = RequestMetrics.SLOT_SECONDS;
        for (int i = 0; i < SHARES.length; i++) {
            latencies[i] = Buckets.percentile(latest.buckets, SHARES[i]);
        }
        this.recentRequests = recentRequests;
        this.recentErrors = recentErrors;
        this.recentPercentiles = recentPercentiles;
    }

    private RequestSummary(CompositeData data) {
        this.inFlight = (Long) data.get("inFlight");
        this.served = (Long) data.get("served");
        this.errors = (Long) data.get("errors");
        for (Object row : ((TabularData) data.get("responses")).values()) {
            responses.put((String) ((CompositeData) row).get("key"), (Long) ((CompositeData) row).get("value"));
        }
        this.durationBounds = (double[]) data.get("durationBounds");
        this.durationCounts = (long[]) data.get("durationCounts");
        this.durationSum = (Double) data.get("durationSum");
        this.slotSeconds = (Integer) data.get("slotSeconds");
        this.recentRequests = (long[]) data.get("recentRequests");
        this.recentErrors = (long[]) data.get("recentErrors");
        this.recentPercentiles = new double[SHARES.length][];
        for (int i = 0; i < SHARES.length; i++) {
            latencies[i] = (Double) data.get(LATENCIES[i]);
            recentPercentiles[i] = (double[]) data.get(RECENT[i]);
        }
    }

    /** What an MBean's client got, as it was at the MBean. */
    public static RequestSummary from(CompositeData data) {
        return new RequestSummary(data);
    }

    /** Requests that have begun and not ended. */
    public long getInFlight() {
        return inFlight;
    }

    /** Requests that have ended. */
    public long getServed() {
        return served;
    }

    /** Those of them that ended with 5xx; responses that broke off, most often because the client went away, are counted in {@link #getResponses} alone. */
    public long getErrors() {
        return errors;
    }

    /** Requests by class of their status: 1xx to 5xx, and "broken off"; classes that never occurred are left out, except 2xx. */
    public Map<String, Long> getResponses() {
        return new TreeMap<>(responses);
    }

    /** Upper bounds of durations in seconds. */
    public double[] getDurationBounds() {
        return durationBounds.clone();
    }

    /** For each of the bounds, how many requests took less. */
    public long[] getDurationCounts() {
        return durationCounts.clone();
    }

    /** Seconds that all requests took together. */
    public double getDurationSum() {
        return durationSum;
    }

    /** Seconds that half of the requests of the last five minutes did not exceed; NaN if there was none. */
    public double getLatencyP50() {
        return latencies[0];
    }

    /** The same for 95 of 100 requests. */
    public double getLatencyP95() {
        return latencies[1];
    }

    /** The same for 99 of 100 requests. */
    public double getLatencyP99() {
        return latencies[2];
    }

    /** Length of a slot in seconds. */
    public int getSlotSeconds() {
        return slotSeconds;
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
