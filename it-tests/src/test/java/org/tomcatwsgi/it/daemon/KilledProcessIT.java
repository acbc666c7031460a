package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Processes that are killed or crash: what was in flight gets 502 or a body that is visibly cut, all else is served (F-07, F-11, F-32; C-06, C-09). */
@DaemonTest
class KilledProcessIT {

    private final TomcatServer tomcat;

    KilledProcessIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @Test
    void aProcessKilledIdleCostsNoRequest() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "killed-idle", "processes", "2")) {
            Set<Long> pids = application.processes().await(2);
            for (int i = 0; i < 20; i++) {
                application.text("/hello");
            }
            long killed = pids.iterator().next();
            DaemonProcesses.kill(killed);
            for (int i = 0; i < 50; i++) {
                assertThat(application.text("/hello")).isEqualTo("hello");
            }
            assertThat(application.processes().await(2)).doesNotContain(killed);
            assertThat(application.log().awaitLines("(pid=" + killed + ") has died")).hasSize(1).first().asString().contains("[killed-idle] ", "signal 9");
        }
    }

    @Test
    void theOnlyProcessKilledIdleIsReplacedWhileRequestsWait() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "killed-only")) {
            long pid = application.pid();
            DaemonProcesses.kill(pid);
            application.processes().awaitEnd(pid);
            assertThat(application.pid()).isNotEqualTo(pid);
        }
    }

    @Test
    void aProcessKilledBeforeTheHeadIsA502AndTheOthersAreServed() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "killed-early")) {
            long pid = application.pid();
            CompletableFuture<Response> sleeping = application.begin("/sleep?seconds=30");
            application.awaitSleeping(1);
            DaemonProcesses.kill(pid);
            Response response = sleeping.join();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.ending().isWhole()).isTrue();
            assertThat(application.awaitOtherThan(pid)).isPositive();
        }
    }

    /** A request that may have had effects is not sent again. */
    @Test
    void aRequestThatKillsItsProcessIsNotTriedOnAnother() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "killer", "processes", "2")) {
            Set<Long> pids = application.processes().await(2);
            assertThat(application.get("/kill").status()).isEqualTo(502);
            Set<Long> present = application.processes().await(2);
            assertThat(present.stream().filter(pids::contains)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"/kill-midway, WITHOUT_LAST_CHUNK", "/kill-midway-with-length, SHORTER_THAN_LENGTH"})
    void aProcessKilledInMidStreamIsACutBody(String path, Ending ending) {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "killed-midway", "processes", "2")) {
            application.processes().await(2);
            Response response = application.get(path);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("begun");
            assertThat(response.ending()).isIn(ending, Ending.RESET);
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }

    @Test
    void anUploadInFlightEndsWithItsProcess() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "killed-upload"); RawHttp http = application.connect()) {
            long pid = application.pid();
            http.send(Request.of("POST", application.path() + "/input/progress?size=10&name=upload").header("Content-Length", "1000")).send("0123456789");
            Awaitility.await().until(() -> application.text("/state/value?name=upload"), "10"::equals);
            DaemonProcesses.kill(pid);
            application.processes().awaitEnd(pid);
            http.send("x".repeat(990));
            assertThat(http.read().status()).isEqualTo(502);
        }
    }

    @Test
    void aCrashIsReportedWithSignalAndLastWords() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "crashing")) {
            long pid = application.pid();
            assertThat(application.get("/crash").status()).isEqualTo(502);
            assertThat(application.awaitOtherThan(pid)).isPositive();
            assertThat(application.log().awaitLines("(pid=" + pid + ") has died")).hasSize(1).first().asString().contains("[crashing] ", "SIGSEGV");
            assertThat(application.log().text()).containsPattern("(?s)\\(pid=" + pid + "\\) has died.{0,200}Its last words:.*last words of " + pid);
        }
    }
}
