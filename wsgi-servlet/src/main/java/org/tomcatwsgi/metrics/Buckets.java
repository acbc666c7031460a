package org.tomcatwsgi.metrics;

/**
 * The buckets of a latency histogram: four to each power of two of microseconds, from 16 microseconds to two minutes. A percentile is off by an eighth of itself at most.
 */
final class Buckets {

    private static final int LEAST_EXPONENT = 4;
    private static final int MOST_EXPONENT = 27;
    private static final int PER_OCTAVE = 4;

    /** How many there are: one below the octaves, one beyond them. */
    static final int COUNT = (MOST_EXPONENT - LEAST_EXPONENT) * PER_OCTAVE + 2;

    private Buckets() {
    }

    /** The bucket of a duration in nanoseconds. */
    static int of(long nanos) {
        long micros = nanos / 1000;
        if (micros < 1 << LEAST_EXPONENT) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(micros);
        if (exponent >= MOST_EXPONENT) {
            return COUNT - 1;
        }
        return 1 + (exponent - LEAST_EXPONENT) * PER_OCTAVE + (int) (micros >> exponent - 2 & PER_OCTAVE - 1);
    }

    /** Least duration of a bucket in microseconds. */
    static long least(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int exponent = LEAST_EXPONENT + (bucket - 1) / PER_OCTAVE;
        return (long) (PER_OCTAVE + (bucket - 1) % PER_OCTAVE) << exponent - 2;
    }

    /** The duration in seconds that a share of the counted ones does not exceed; NaN if none was counted. */
    static double percentile(long[] counts, double share) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        if (total == 0) {
            return Double.NaN;
        }
        double rank = share * total;
        long before = 0;
        for (int i = 0; i < COUNT - 1; i++) {
            if (counts[i] > 0 && before + counts[i] >= rank) {
                double within = (rank - before) / counts[i];
                return (least(i) + within * (least(i + 1) - least(i))) / 1e6;
            }
            before += counts[i];
        }
        return least(COUNT - 1) / 1e6;
    }

    /** Upper bounds in seconds of whole octaves: what a scraper gets to see. */
    static double[] bounds() {
        double[] bounds = new double[MOST_EXPONENT - LEAST_EXPONENT + 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = (1L << LEAST_EXPONENT + i) / 1e6;
        }
        return bounds;
    }

    /** How many of the counted durations stay below each of {@link #bounds}. */
    static long[] cumulative(long[] counts) {
        long[] cumulative = new long[MOST_EXPONENT - LEAST_EXPONENT + 1];
        long sum = 0;
        int next = 0;
        for (int i = 0; i < cumulative.length; i++) {
            for (; next <= i * PER_OCTAVE; next++) {
                sum += counts[next];
            }
            cumulative[i] = sum;
        }
        return cumulative;
    }
}
