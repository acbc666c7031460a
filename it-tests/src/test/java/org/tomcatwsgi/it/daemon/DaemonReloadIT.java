package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.deployment.Load;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** A changed script replaces its processes, and no client notices anything but the new answers (D-11, F-13; C-04, C-07, C-08). */
@DaemonTest
class DaemonReloadIT {

    private final TomcatServer tomcat;

    DaemonReloadIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    private static void awaitVersion(DaemonApplication application, String version) {
        Awaitility.await("version " + version).atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50))
                .until(() -> application.text("/version"), text -> text.startsWith(version + " "));
    }

    @Test
    void aReloadIsInvisibleUnderLoad() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "reloaded", "processes", "2");
                Load load = new Load(tomcat.site(), application.path() + "/version", 8)) {
            Set<Long> pids = application.processes().await(2);
            for (int i = 1; i <= 5; i++) {
                application.putVersion("v" + i);
                awaitVersion(application, "v" + i);
            }
            Awaitility.await("two new processes").atMost(Duration.ofSeconds(30))
                    .until(() -> application.processes().pids().size() == 2 && application.processes().pids().stream().noneMatch(pids::contains));
            assertThat(application.log().text()).containsPattern("\\[reloaded] .*(?i)script.?reload");
            assertThat(load.failures()).isEmpty();
            assertThat(load.longestGap()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void runningRequestsEndWhereTheyBegan() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "reload-drained")) {
            long pid = application.pid();
            var sleeping = application.begin("/sleep?seconds=4");
            application.awaitSleeping(1);
            application.putVersion("next");
            awaitVersion(application, "next");
            assertThat(sleeping.join().text()).isEqualTo("slept " + pid);
            application.processes().awaitEnd(pid);
        }
    }

    @Test
    void aBrokenScriptChangesNothingUntilItIsMended() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "reload-broken");
                Load load = new Load(tomcat.site(), application.path() + "/version", 2)) {
            application.putVersion("good");
            awaitVersion(application, "good");
            application.replace("WEB-INF/version.py", "def application(\n");
            application.log().await("SyntaxError");
            assertThat(application.text("/version")).startsWith("good ");
            application.putVersion("mended");
            awaitVersion(application, "mended");
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void nothingIsReloadedWhereThatIsSwitchedOff() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "reload-off", "scriptReloading", "off")) {
            long pid = application.pid();
            application.putVersion("unseen");
            for (int i = 0; i < 100; i++) {
                assertThat(application.text("/version")).isEqualTo("0 " + pid);
            }
        }
    }

    @Test
    void aChangedModuleReloadsWhereThatIsAskedFor() throws IOException {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "reload-module", "reloadOnChanges", "on")) {
            long pid = application.pid();
            application.replace("WEB-INF/lib-python/fixture.py", Files.readString(application.file("WEB-INF/lib-python/fixture.py")) + "\n# changed\n");
            application.awaitOtherThan(pid);
        }
    }
}
