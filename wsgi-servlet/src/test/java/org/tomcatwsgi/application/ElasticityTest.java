package org.tomcatwsgi.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.application.Elasticity.Change;

class ElasticityTest {

    private static final long MILLIS = 1_000_000;
    // any value is a time of System.nanoTime
    private static final long START = Long.MAX_VALUE - 500 * MILLIS;

    private final Elasticity elasticity = new Elasticity(1, 3, Duration.ofSeconds(60), START);
    private long now = START;

    @Test
    void growsWhenRequestsHaveBeenWaitingForASecond() {
        assertThat(look(1, true, true, 900)).isEqualTo(Change.NONE);
        assertThat(look(1, true, true, 200)).isEqualTo(Change.GROW);
        assertThat(look(2, true, true, 900)).as("whether two are enough is not known yet").isEqualTo(Change.NONE);
        assertThat(look(2, true, true, 200)).isEqualTo(Change.GROW);
        assertThat(look(3, true, true, 5_000)).as("not beyond the maximum").isEqualTo(Change.NONE);
    }

    @Test
    void aQueueThatWasEmptyMeanwhileIsABurst() {
        look(1, true, true, 900);
        look(1, false, true, 100);
        assertThat(look(1, true, true, 900)).isEqualTo(Change.NONE);
    }

    @Test
    void afterAFailureItWaitsAMinute() {
        assertThat(look(1, true, true, 1_100)).isEqualTo(Change.GROW);
        elasticity.failed(now);
        assertThat(look(1, true, true, 59_000)).isEqualTo(Change.NONE);
        assertThat(look(1, true, true, 2_000)).isEqualTo(Change.GROW);
    }

    @Test
    void shrinksWhenOneWasNeedlessForTheWholeTime() {
        assertThat(look(2, false, false, 59_500)).isEqualTo(Change.NONE);
        assertThat(look(2, false, false, 1_000)).isEqualTo(Change.SHRINK);
        assertThat(look(1, false, false, 120_000)).as("not below the minimum").isEqualTo(Change.NONE);
    }

    @Test
    void oneThatWasNeededStays() {
        look(2, false, false, 30_000);
        look(2, false, true, 20_000);
        assertThat(look(2, false, false, 20_000)).isEqualTo(Change.NONE);
    }

    @Test
    void aMeetingByChanceIsNoNeed() {
        look(2, false, true, 500);
        assertThat(look(2, false, false, 60_000)).isEqualTo(Change.SHRINK);
    }

    @Test
    void withoutATimeoutNoneGoes() {
        Elasticity forEver = new Elasticity(1, 2, Duration.ZERO, START);
        for (int i = 0; i < 1_000; i++) {
            assertThat(forEver.look(2, false, false, START + i * 1_000 * MILLIS)).isEqualTo(Change.NONE);
        }
    }

    /** Looks each 100 ms, for so long or until something should change. */
    private Change look(int present, boolean queued, boolean busy, int millis) {
        Change change = Change.NONE;
        for (int i = 0; i < millis && change == Change.NONE; i += 100) {
            change = elasticity.look(present, queued, busy, now);
            now += 100 * MILLIS;
        }
        return change;
    }
}
