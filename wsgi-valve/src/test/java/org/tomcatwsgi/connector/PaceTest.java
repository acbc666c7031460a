package org.tomcatwsgi.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SHORT = 10_000;
    private static final long LONG = 10_000_000;

    private final Pace pace = new Pace();

    private void feed(int tasks, LongUnaryOperator duration) {
        for (int i = 0; i < tasks; i++) {
            pace.add(duration.applyAsLong(i));
        }
    }

    @Test
    void shortTasksAreExpectedToStayShort() {
        feed(1000, i -> SHORT);
        assertThat(pace.expectsLongTask()).isFalse();
    }

    @Test
    void longTasksAreExpectedToStayLong() {
        feed(1000, i -> SHORT);
        feed(100, i -> LONG);
        assertThat(pace.expectsLongTask()).isTrue();
    }

    @Test
    void aLongTaskInFiftyIsNoReasonToExpectOne() {
        feed(5000, i -> i % 50 == 0 ? LONG : SHORT);
        assertThat(pace.expectsLongTask()).isFalse();
    }

    @Test
    void aFourthOfLongTasksIs() {
        feed(5000, i -> i % 4 == 0 ? LONG : SHORT);
        assertThat(pace.expectsLongTask()).isTrue();
    }

    @Test
    void aSurpriseMakesCautiousForAWhile() {
        feed(1000, i -> SHORT);
        pace.surprised();
        int cautious = 0;
        while (pace.expectsLongTask()) {
            cautious++;
        }
        assertThat(cautious).isBetween(100, 1000);
    }

    @Test
    void manyShortTasksAtOnceAreWorkForTwo() {
        feed(1000, i -> 100_000);
        assertThat(pace.expectsLongBatch(1)).isFalse();
        assertThat(pace.expectsLongBatch(100)).isTrue();
    }
}
