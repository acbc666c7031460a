package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Limits on waiting and on running (P-24 to P-26, P-31 to P-33; F-05, F-06, F-17 to F-19, F-21). */
@DaemonTest
class TimeoutsIT {

    private final TomcatServer tomcat;

    TimeoutsIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "spin"})
    void aRequestThatRunsForTooLongIsA504WithItsStackInTheLog(String behaviour) {
        String name = "slow-" + behaviour;
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, name, "requestTimeout", "2", "gracefulTimeout", "1", "shutdownTimeout", "2")) {
            long pid = application.pid();
            long start = System.nanoTime();
            Response response = application.get("/" + behaviour + "?seconds=600");
            assertThat(response.status()).isEqualTo(504);
            assertThat(since(start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
            assertThat(application.log().await("in " + behaviour)).contains("[" + name + "] ");
            // a thread that cannot be freed is freed with its process
            assertThat(application.awaitOtherThan(pid)).isPositive();
            application.processes().awaitEnd(pid);
        }
    }

    @Test
    void theOthersOfAProcessThatIsReplacedForOneRequestAreServedToTheirEnd() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "slow-others", "requestTimeout", "3", "gracefulTimeout", "10")) {
            CompletableFuture<Response> stuck = application.begin("/sleep?seconds=600");
            application.awaitSleeping(1);
            List<CompletableFuture<Response>> others = new ArrayList<>();
            Awaitility.await("the stuck one is given up").pollInterval(Duration.ofMillis(200)).atMost(Duration.ofSeconds(20)).until(() -> {
                others.add(application.begin("/sleep?seconds=2"));
                return stuck.isDone();
            });
            assertThat(stuck.join().status()).isEqualTo(504);
            assertThat(others).isNotEmpty().allSatisfy(other -> assertThat(other.join().status()).isEqualTo(200));
        }
    }

    @Test
    void aRequestBeyondItsLimitIsCutWhenItsResponseHasBegun() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "slow-midway", "requestTimeout", "2", "gracefulTimeout", "1", "shutdownTimeout", "2")) {
            Response response = application.get("/streaming/gated?name=never");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("block 0");
            assertThat(response.ending().isWhole()).isFalse();
        }
    }

    /** Python code is interrupted between two of its instructions: the process lives on. */
    @Test
    void anInterruptedRequestIsA504AndItsProcessLivesOn() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "interrupted", "requestTimeout", "2", "interruptTimeout", "5")) {
            long pid = application.pid();
            long start = System.nanoTime();
            assertThat(application.get("/spin?seconds=600").status()).isEqualTo(504);
            assertThat(since(start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
            assertThat(application.log().await("in spin")).contains("[interrupted] ");
            assertThat(application.pid()).isEqualTo(pid);
            assertThat(application.processes().pids()).containsExactly(pid);
        }
    }

    @Test
    void aRequestThatCannotBeInterruptedCostsItsProcess() {
        try (DaemonApplication application = DaemonApplication.deploy(
                tomcat, "uninterruptible", "requestTimeout", "2", "interruptTimeout", "1", "gracefulTimeout", "1", "shutdownTimeout", "1")) {
            long pid = application.pid();
            assertThat(application.get("/sleep?seconds=600").status()).isIn(502, 504);
            assertThat(application.awaitOtherThan(pid)).isPositive();
            application.processes().awaitEnd(pid);
        }
    }

    @Test
    void aRequestThatWaitsForAThreadForTooLongIsA504() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "queued", "threads", "2", "queueTimeout", "2")) {
            CompletableFuture<Response> one = application.begin("/sleep?seconds=5");
            application.awaitSleeping(1);
            CompletableFuture<Response> two = application.begin("/sleep?seconds=5");
            Response refused = Awaitility.await("both threads are busy").until(() -> application.get("/hello"), response -> response.status() != 200);
            assertThat(refused.status()).isEqualTo(504);
            assertThat(application.log().await("Queue timeout expired")).contains("[queued] ");
            assertThat(one.join().status()).isEqualTo(200);
            assertThat(two.join().status()).isEqualTo(200);
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }

    @Test
    void moreWaitingRequestsThanTheBacklogAre503AtOnce() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "backlog", "threads", "1", "listenBacklog", "3")) {
            List<CompletableFuture<Response>> requests = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                requests.add(application.begin("/sleep?seconds=1.5"));
            }
            List<Integer> statuses = requests.stream().map(request -> request.join().status()).sorted().toList();
            assertThat(statuses).containsExactly(200, 200, 200, 200, 503, 503, 503, 503, 503, 503, 503, 503);
            assertThat(application.log().await("listenBacklog [3]")).contains("[backlog] ");
        }
    }

    @Test
    void anApplicationThatIsSilentForTooLongIsA504() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "silent", "socketTimeout", "2")) {
            assertThat(application.get("/sleep?seconds=6").status()).isEqualTo(504);
            assertThat(application.log().await("socketTimeout [2]")).contains("[silent] ");
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }

    /** What waits for its client, in either direction, is not silent: that is for Tomcat's own time-outs. */
    @Test
    void aClientThatIsSlowIsNotTheApplicationsSilence() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "patient", "socketTimeout", "2"); var http = application.connect()) {
            http.send(application.request("POST", "/input/read-all").header("Content-Length", "4")).send("bo");
            assertThat(application.get("/sleep?seconds=6").status()).isEqualTo(504);
            http.send("dy");
            assertThat(http.read().text()).isEqualTo("b'body'");
        }
    }

    @Test
    void aDeadlockIsEndedWithinItsTimeout() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "deadlocked", "processes", "2", "deadlockTimeout", "3")) {
            application.processes().await(2);
            long start = System.nanoTime();
            Response response = application.get("/freeze?seconds=600");
            assertThat(response.status()).isEqualTo(502);
            assertThat(since(start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(15));
            // SIGABRT has Python print its stacks though nobody lets go of the GIL
            assertThat(application.log().await("in freeze")).contains("[deadlocked] ");
            assertThat(application.log().text()).containsPattern("\\[deadlocked] .*(?i)deadlock");
            application.processes().await(2);
        }
    }
}
