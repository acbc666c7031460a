package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackOffTest {

    @Test
    void waitsDoubleUpToHalfAMinute() {
        BackOff backOff = new BackOff();
        long now = System.nanoTime();
        assertThat(backOff.isOver(now)).isTrue();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            backOff.failed(now);
            waits.add(backOff.seconds());
            assertThat(backOff.isOver(now + TimeUnit.SECONDS.toNanos(backOff.seconds()) - 1)).isFalse();
            assertThat(backOff.isOver(now + TimeUnit.MILLISECONDS.toNanos(backOff.seconds() * 1250))).isTrue();
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        backOff.reset(now);
        assertThat(backOff.isOver(now)).isTrue();
        assertThat(backOff.seconds()).isZero();
    }
}
