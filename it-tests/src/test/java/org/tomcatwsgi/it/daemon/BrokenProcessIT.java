package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Processes that misbehave without dying, or die before they serve (F-20, F-28, F-33). */
@DaemonTest
class BrokenProcessIT {

    private final TomcatServer tomcat;

    BrokenProcessIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    private static WsgiWar war(String name, String script, String... attributes) {
        ValveXml valve = ValveXml.of("processGroup", name, "python", Mode.DAEMON_CPYTHON.python(), "script", "WEB-INF/app.py");
        for (int i = 0; i < attributes.length; i += 2) {
            valve.with(attributes[i], attributes[i + 1]);
        }
        return new WsgiWar(name + ".war").file("WEB-INF/app.py", script).valve(valve);
    }

    @Test
    void anApplicationThatCannotBeLoadedIsA500WithItsTracebackInTheLog() {
        try (Deployed deployed = tomcat.deploy(war("unloadable", "raise ValueError('no database')\n"))) {
            Response response = deployed.get("/");
            assertThat(response.status()).isIn(500, 503);
            assertThat(response.text()).doesNotContain("database");
            assertThat(tomcat.log().await("ValueError: no database")).contains("[unloadable] ").contains("app.py\", line 1");
        }
    }

    @Test
    void anApplicationThatCanBeLoadedLaterIsServedThen() throws IOException {
        try (Deployed deployed = tomcat.deploy(war("later", "import nothing_of_that_name\n"))) {
            assertThat(deployed.get("/").status()).isIn(500, 503);
            Files.writeString(deployed.directory().resolve("WEB-INF/app.py"), DaemonApplication.versionText("mended"));
            Awaitility.await("the mended script is served").atMost(Duration.ofSeconds(45)).until(() -> deployed.get("/").text(), text -> text.startsWith("mended "));
        }
    }

    /** Starts that fail come less and less often, and each says why. */
    @ParameterizedTest
    @ValueSource(strings = {"import os; os._exit(7)", "import os; os.abort()"})
    void aProcessThatCrashesAtImportIsReportedAndNotStartedWithoutEnd(String script) {
        String name = script.contains("abort") ? "aborting" : "exiting";
        try (Deployed deployed = tomcat.deploy(war(name, script + "\n", "connectTimeout", "2"))) {
            assertThat(deployed.get("/").status()).isEqualTo(503);
            Awaitility.await("reports").atMost(Duration.ofSeconds(20)).until(() -> crashes(name) >= 2);
            long before = crashes(name);
            // 1, 2, 4 s: not more than a few tries in the time that these requests take
            for (int i = 0; i < 3; i++) {
                assertThat(deployed.get("/").status()).isEqualTo(503);
            }
            assertThat(crashes(name) - before).isLessThanOrEqualTo(4);
        }
        assertThat(new DaemonProcesses(name).await(0)).isEmpty();
    }

    private long crashes(String group) {
        String expected = group.equals("exiting") ? "exit code 7" : "SIGABRT";
        return tomcat.log().lines().stream().filter(line -> line.contains("[" + group + "] ") && line.contains(expected)).count();
    }

    @Test
    void aProcessThatIsNeverReadyIsGivenUp() {
        long start = System.nanoTime();
        try (Deployed deployed = tomcat.deploy(war("never", "import time\ntime.sleep(3600)\n", "startupTimeout", "2", "connectTimeout", "3"))) {
            assertThat(deployed.get("/").status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            // with the place where it hangs
            assertThat(tomcat.log().await("app.py\", line 2")).contains("[never] ").containsIgnoringCase("startup");
        }
        assertThat(new DaemonProcesses("never").await(0)).isEmpty();
    }

    @Test
    void aProcessThatWillNotEndIsKilledWithinTheShutdownTimeout() {
        long start;
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "resisting", "shutdownTimeout", "2", "gracefulTimeout", "1")) {
            application.text("/resist");
            start = System.nanoTime();
        }
        assertThat(new DaemonProcesses("resisting").pids()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aProcessThatHoldsTheGilIsKilledAtTheStopToo() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "frozen-stop", "shutdownTimeout", "2", "gracefulTimeout", "1")) {
            Path frozen = application.file("frozen");
            application.begin("/freeze?seconds=60&file=" + frozen);
            Awaitility.await().until(() -> Files.exists(frozen));
        }
        assertThat(new DaemonProcesses("frozen-stop").pids()).isEmpty();
    }

    @Test
    void aFloodOnStandardErrorNeitherBlocksTheApplicationNorFillsMemory() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "flooding")) {
            long pid = application.pid();
            assertThat(application.text("/flood?megabytes=20")).isEqualTo("flooded");
            assertThat(application.pid()).isEqualTo(pid);
            assertThat(application.log().await("x".repeat(99))).contains("[flooding] ");
        }
    }

    @Test
    void aProcessThatNoLongerListensIsReplacedAndCostsNoRequest() throws Exception {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "deaf", "threads", "4")) {
            long pid = application.pid();
            assertThat(application.text("/stop-listening")).isEqualTo("closed");
            // more requests at a time than there are connections from before
            for (int round = 0; round < 3; round++) {
                var requests = Stream.generate(() -> application.begin("/sleep?seconds=0.3")).limit(4).toList();
                for (var request : requests) {
                    assertThat(request.join().status()).isEqualTo(200);
                }
            }
            assertThat(application.awaitOtherThan(pid)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/half-close", "/garbage"})
    void aProcessThatBreaksTheProtocolIsOne502(String behaviour) {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "protocol-breaker", "threads", "2")) {
            for (int i = 0; i < 3; i++) {
                assertThat(application.get(behaviour).status()).isEqualTo(502);
                assertThat(application.text("/hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void theSocketsDirectoryMayVanish() throws IOException {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "vanishing", "processes", "2")) {
            Set<Long> pids = application.processes().await(2);
            Path directory = Path.of(application.text("/socket-path")).getParent();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
            // more at a time than there are open connections
            var requests = Stream.generate(() -> application.begin("/sleep?seconds=0.2")).limit(20).toList();
            for (var request : requests) {
                assertThat(request.join().status()).isEqualTo(200);
            }
            Set<Long> others = application.awaitAllOthers(pids);
            assertThat(others).hasSize(2);
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }
}
