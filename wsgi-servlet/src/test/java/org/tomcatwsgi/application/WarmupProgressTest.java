package org.tomcatwsgi.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WarmupProgressTest {

    private static final long MILLISECOND = 1_000_000L;

    private final WarmupProgress progress = new WarmupProgress();
    private boolean pending;
    private long now = Long.MAX_VALUE - 10;

    private void call(long millis) {
        long begin = now;
        now += millis * MILLISECOND;
        progress.add(begin, now, pending);
    }

    private void callFor(long seconds, long millis) {
        for (long i = 0; i < seconds * 1000 / millis; i++) {
            call(millis);
        }
    }

    @Test
    void firstAndLatestCallsAreTold() {
        call(1500);
        callFor(3, 20);
        call(20);
        assertThat(progress.calls()).isEqualTo(152);
        assertThat(progress.firstMillis()).isEqualTo(1500);
        assertThat(progress.lastMillis()).isEqualTo(20, within(0.001));
    }

    @Test
    void callsThatBecomeFasterGoOn() {
        for (long millis = 100; millis > 10; millis = millis * 9 / 10) {
            callFor(2, millis);
            assertThat(progress.steady()).as("after calls of %d ms", millis).isFalse();
        }
    }

    @Test
    void callsOfOneSpeedAreSteadyInTheEnd() {
        callFor(5, 10);
        assertThat(progress.steady()).isFalse();
        callFor(5, 10);
        assertThat(progress.steady()).isTrue();
    }

    @Test
    void aPauseOfTheCompilerIsNoEnd() {
        callFor(2, 100);
        callFor(4, 50);
        callFor(4, 20);
        assertThat(progress.steady()).isFalse();
    }

    @Test
    void whileTheCompilerHasWorkNothingIsSteady() {
        pending = true;
        callFor(20, 10);
        assertThat(progress.steady()).isFalse();
        pending = false;
        callFor(10, 10);
        assertThat(progress.steady()).isTrue();
    }

    @Test
    void slowCallsCountEach() {
        for (int i = 0; i < 7; i++) {
            assertThat(progress.steady()).isFalse();
            call(4000);
        }
        assertThat(progress.steady()).isTrue();
        assertThat(progress.calls()).isEqualTo(7);
    }
}
