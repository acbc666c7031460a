package org.tomcatwsgi.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {

    @Test
    void everyDurationIsInTheBucketThatBeginsBelowIt() {
        for (int bucket = 1; bucket < Buckets.COUNT; bucket++) {
            long least = Buckets.least(bucket) * 1000;
            assertThat(Buckets.of(least)).as("%d ns", least).isEqualTo(bucket);
            assertThat(Buckets.of(least - 1)).as("%d ns", least - 1).isEqualTo(bucket - 1);
        }
        assertThat(Buckets.of(0)).isZero();
        assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.COUNT - 1);
    }

    @Test
    void aBucketIsAQuarterOfItsLeastDurationWideAtMost() {
        for (int bucket = 1; bucket < Buckets.COUNT - 1; bucket++) {
            assertThat((double) (Buckets.least(bucket + 1) - Buckets.least(bucket)) / Buckets.least(bucket)).isLessThanOrEqualTo(0.25);
        }
    }

    @Test
    void boundsForScrapersCountWhatIsBelowThem() {
        long[] counts = new long[Buckets.COUNT];
        counts[Buckets.of(1_023_000)]++;
        counts[Buckets.of(1_024_000)]++;
        counts[Buckets.of(Long.MAX_VALUE)]++;
        double[] bounds = Buckets.bounds();
        long[] cumulative = Buckets.cumulative(counts);
        assertThat(bounds).hasSameSizeAs(cumulative).startsWith(0.000016, 0.000032).isSorted();
        for (int i = 0; i < bounds.length; i++) {
            assertThat(cumulative[i]).as("below %s s", bounds[i]).isEqualTo(bounds[i] < 0.001024 ? 0 : bounds[i] == 0.001024 ? 1 : 2);
        }
    }

    @Test
    void whatIsTooLongForTheBucketsCountsAsTheLongest() {
        long[] counts = new long[Buckets.COUNT];
        counts[Buckets.COUNT - 1] = 3;
        assertThat(Buckets.percentile(counts, 0.5)).isEqualTo(134.217728);
    }
}
