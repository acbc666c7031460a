package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.deployment.Load;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Processes that are replaced before anything is wrong: nobody notices (P-19 to P-22, P-27; F-22 to F-27; C-05, C-08). */
@DaemonTest
class RecyclingIT {

    private final TomcatServer tomcat;

    RecyclingIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    /** Requests go on while the process is replaced for a reason that the log names. */
    private void isReplacedUnderLoad(DaemonApplication application, String reason, Runnable trigger) {
        Set<Long> pids = application.processes().await(1);
        try (Load load = new Load(tomcat.site(), application.path() + "/hello", 4)) {
            trigger.run();
            Awaitility.await("another process").atMost(Duration.ofSeconds(30)).until(() -> application.processes().pids().stream().noneMatch(pids::contains));
            Awaitility.await("requests to it").until(() -> load.answered() > 100);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(application.log().text()).containsPattern("\\[" + application.processes().group() + "] .*(?i)" + reason);
    }

    @Test
    void afterItsRequests() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "many-requests", "maximumRequests", "300")) {
            isReplacedUnderLoad(application, "maximum.?requests", () -> { });
        }
    }

    @Test
    void afterItsTime() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "old-age", "restartInterval", "3")) {
            isReplacedUnderLoad(application, "restart.?interval", () -> { });
        }
    }

    @Test
    void beyondItsProcessorTime() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "busy", "cpuTimeLimit", "3")) {
            isReplacedUnderLoad(application, "cpu.?time.?limit", () -> assertThat(application.text("/spin?seconds=4")).startsWith("spun"));
        }
    }

    @Test
    void beyondItsMemory() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "bloated", "memoryRestartThreshold", "100m")) {
            isReplacedUnderLoad(application, "memory", () -> assertThat(application.text("/grow?megabytes=150")).startsWith("grown"));
        }
    }

    @Test
    void whenNobodyNeedsItAndNotBeforeItHasServed() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "idle", "inactivityTimeout", "3")) {
            long first = application.pid();
            application.processes().awaitEnd(first);
            assertThat(application.log().text()).containsPattern("\\[idle] .*(?i)inactivity");
            assertThat(application.pid()).isNotEqualTo(first);
        }
    }

    @Test
    void runningRequestsEndBeforeTheirProcess() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "drained", "maximumRequests", "5")) {
            long pid = application.pid();
            var sleeping = application.begin("/sleep?seconds=4");
            application.awaitSleeping(1);
            application.awaitOtherThan(pid);
            assertThat(sleeping.join().status()).isEqualTo(200);
            assertThat(sleeping.join().text()).isEqualTo("slept " + pid);
            application.processes().awaitEnd(pid);
        }
    }

    @Test
    void aRequestThatOutlivesTheGracefulTimeoutIsCut() {
        try (DaemonApplication application = DaemonApplication.deploy(
                tomcat, "cut-off", "maximumRequests", "5", "gracefulTimeout", "2", "shutdownTimeout", "1")) {
            long pid = application.pid();
            var sleeping = application.begin("/sleep?seconds=600");
            application.awaitSleeping(1);
            application.awaitOtherThan(pid);
            assertThat(sleeping.join().status()).isEqualTo(502);
            application.processes().awaitEnd(pid);
        }
    }

    @Test
    void aTerminatedProcessServesWhatRunsAndIsReplaced() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "terminated")) {
            long pid = application.pid();
            var sleeping = application.begin("/sleep?seconds=2");
            application.awaitSleeping(1);
            DaemonProcesses.signal("TERM", pid);
            assertThat(sleeping.join().status()).isEqualTo(200);
            assertThat(application.pid()).isNotEqualTo(pid);
        }
    }

    @Test
    void aGroupGrowsWhileRequestsQueueAndShrinksAgain() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "elastic", "processes", "1-3", "threads", "1")) {
            application.processes().await(1);
            try (Load load = new Load(tomcat.site(), application.path() + "/sleep?seconds=0.3", 8)) {
                application.processes().await(3);
                assertThat(load.failures()).isEmpty();
            }
            Awaitility.await("retirement").atMost(Duration.ofMinutes(2)).until(() -> application.processes().pids().size() == 1);
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }

    @Test
    void onlyAMemoryErrorReachesTheClientAtTheHardLimit() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "limited", "memoryLimit", "300m")) {
            long pid = application.pid();
            assertThat(application.get("/grow?megabytes=600").status()).isEqualTo(500);
            assertThat(application.log().await("MemoryError")).contains("[limited] ");
            assertThat(application.pid()).isEqualTo(pid);
        }
    }
}
