package org.tomcatwsgi.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {

    private static final long MILLI = 1_000_000;

    // a clock may begin anywhere
    private final AtomicLong clock = new AtomicLong(-5_000_000_000L);
    private final RequestMetrics metrics = new RequestMetrics(clock::get);

    private void request(int status, long nanos) {
        long begin = metrics.begin();
        clock.addAndGet(nanos);
        metrics.end(begin, status);
    }

    private void pass(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void requestsAreCountedByTheClassOfTheirStatus() {
        request(200, MILLI);
        request(204, MILLI);
        request(404, MILLI);
        request(503, MILLI);
        request(RequestMetrics.BROKEN_OFF, MILLI);
        request(999, MILLI);
        long running = metrics.begin();
        RequestSummary summary = metrics.summary();
        assertThat(summary.getResponses()).containsOnly(
                entry("2xx", 2L), entry("4xx", 1L), entry("5xx", 1L), entry("broken off", 2L));
        assertThat(summary.getServed()).isEqualTo(6);
        assertThat(summary.getErrors()).isEqualTo(1);
        assertThat(summary.getInFlight()).isEqualTo(1);
        assertThat(summary.getDurationSum()).isCloseTo(0.006, within(1e-9));
        metrics.end(running, 200);
        assertThat(metrics.summary().getInFlight()).isZero();
    }

    @Test
    void percentilesAreThoseOfTheLastMinutes() {
        assertThat(metrics.summary().getLatencyP50()).isNaN();
        for (int i = 1; i <= 1000; i++) {
            request(200, i * MILLI / 10);
        }
        RequestSummary summary = metrics.summary();
        assertThat(summary.getLatencyP50()).isCloseTo(0.050, within(0.050 / 8));
        assertThat(summary.getLatencyP95()).isCloseTo(0.095, within(0.095 / 8));
        assertThat(summary.getLatencyP99()).isCloseTo(0.099, within(0.099 / 8));
        pass(400);
        assertThat(metrics.summary().getLatencyP99()).isNaN();
        assertThat(metrics.summary().getServed()).isEqualTo(1000);
    }

    @Test
    void plotsShowTheSlotsThatAreOver() {
        request(200, MILLI);
        request(500, MILLI);
        assertThat(metrics.summary().getRecentRequests()).hasSize(RequestMetrics.SLOTS).containsOnly(0);
        pass(10);
        request(200, MILLI);
        RequestSummary summary = metrics.summary();
        assertThat(summary.getRecentRequests()[RequestMetrics.SLOTS - 1]).isEqualTo(2);
        assertThat(summary.getRecentErrors()[RequestMetrics.SLOTS - 1]).isEqualTo(1);
        assertThat(summary.getRecentP50()[RequestMetrics.SLOTS - 1]).isCloseTo(0.001, within(0.001 / 8));
        assertThat(summary.getRecentP50()[RequestMetrics.SLOTS - 2]).isNaN();
        pass(30);
        summary = metrics.summary();
        assertThat(summary.getRecentRequests()[RequestMetrics.SLOTS - 4]).isEqualTo(2);
        assertThat(summary.getRecentRequests()[RequestMetrics.SLOTS - 3]).isEqualTo(1);
    }

    @Test
    void nothingIsLostWhenSlotsGo() {
        long before = 0;
        for (int i = 0; i < 100; i++) {
            request(200, MILLI);
            pass(7);
            long served = metrics.summary().getServed();
            assertThat(served).isEqualTo(++before);
        }
        long[] counts = metrics.summary().getDurationCounts();
        assertThat(counts[counts.length - 1]).isEqualTo(100);
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        RequestMetrics shared = new RequestMetrics();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 20_000; n++) {
                    shared.end(shared.begin(), 200);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shared.summary().getServed()).isEqualTo(160_000);
        assertThat(shared.summary().getInFlight()).isZero();
    }
}
