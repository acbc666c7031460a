package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.tomcatwsgi.it.deployment.Load;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Steady load of 64 clients while processes come and go; it.daemon.load.seconds says for how long. */
@DaemonTest
class DaemonLoadIT {

    private static final int CLIENTS = 64;
    private static final int THREADS = 15;
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final TomcatServer tomcat;

    DaemonLoadIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    /** What happens every few seconds. */
    private interface Event {

        void happen(int number);
    }

    private Load loaded(DaemonApplication application, String path, Event event, TestReporter reporter) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Property.number("it.daemon.load.seconds"));
        Load load = new Load(tomcat.site(), application.path() + path, CLIENTS);
        try (load) {
            for (int number = 1; System.nanoTime() < end; number++) {
                long next = Math.min(end, System.nanoTime() + BETWEEN.toNanos());
                Awaitility.await("a while").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(100)).until(() -> System.nanoTime() >= next);
                if (next < end) {
                    event.happen(number);
                }
            }
        }
        reporter.publishEntry(Map.of("answered", "" + load.answered(), "failed", "" + load.failures().size(), "longest gap", load.longestGap().toString()));
        return load;
    }

    @Test
    void processesThatServeFiftyRequestsEachLoseNothing(TestReporter reporter) {
        try (DaemonApplication application = DaemonApplication.deploy(
                tomcat, "load-requests", "processes", "2", "threads", Integer.toString(THREADS), "maximumRequests", "50")) {
            Load load = loaded(application, "/hello", number -> { }, reporter);
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered()).isGreaterThan(500);
            assertThat(load.longestGap()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void rollingReloadsLoseNothing(TestReporter reporter) {
        try (DaemonApplication application = DaemonApplication.deploy(
                tomcat, "load-reloads", "processes", "2", "threads", Integer.toString(THREADS))) {
            Load load = loaded(application, "/version", number -> application.putVersion("v" + number), reporter);
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered()).isGreaterThan(500);
            assertThat(load.longestGap()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void killedProcessesLoseWhatWasInFlightInThem(TestReporter reporter) {
        try (DaemonApplication application = DaemonApplication.deploy(
                tomcat, "load-kills", "processes", "2", "threads", Integer.toString(THREADS))) {
            Random random = new Random(4711);
            List<Long> killed = new ArrayList<>();
            Load load = loaded(application, "/hello", number -> {
                List<Long> pids = new ArrayList<>(application.processes().pids());
                long pid = pids.get(random.nextInt(pids.size()));
                DaemonProcesses.kill(pid);
                killed.add(pid);
            }, reporter);
            assertThat(killed).isNotEmpty();
            // a response that had begun is cut, and its connection with it: both can be seen
            assertThat(load.failures()).hasSizeLessThanOrEqualTo(killed.size() * THREADS).allMatch(failure ->
                    Stream.of(" 502 ", "WITHOUT_LAST_CHUNK", "RESET", "EOFException", "SocketException").anyMatch(failure::contains));
            assertThat(load.answered()).isGreaterThan(500);
            assertThat(load.longestGap()).isLessThan(Duration.ofSeconds(3));
        }
    }
}
