package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Whatever ends Tomcat ends its daemon processes, and leaves neither a process nor a socket. */
@Tag("daemon")
class EndOfTomcatIT {

    private static TomcatServer start() {
        return TomcatServer.start(CatalinaBase.create(Distribution.TOMCAT_11, "end").install());
    }

    @Test
    void aStopLetsRequestsEndAndLeavesNothing() {
        try (TomcatServer tomcat = start()) {
            DaemonApplication application = DaemonApplication.deploy(tomcat, "stopped", "processes", "2");
            application.processes().await(2);
            Path sockets = Path.of(application.text("/socket-path")).getParent();
            CompletableFuture<Response> sleeping = application.begin("/sleep?seconds=2");
            application.awaitSleeping(1);
            assertThat(tomcat.stop()).isTrue();
            assertThat(sleeping.join().status()).isEqualTo(200);
            assertThat(application.processes().pids()).isEmpty();
            assertThat(sockets).doesNotExist();
            assertThat(tomcat.log().text()).doesNotContain("has died").doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sleep?seconds=600", "/spin?seconds=600", "/streaming/endless?name=x"})
    void aKilledTomcatLeavesNoProcessForLongerThanSeconds(String busy) {
        try (TomcatServer tomcat = start()) {
            DaemonApplication application = DaemonApplication.deploy(tomcat, "orphaned", "processes", "2");
            application.processes().await(2);
            Path sockets = Path.of(application.text("/socket-path")).getParent();
            CompletableFuture<Response> request = application.begin(busy);
            Awaitility.await("a request in flight").until(() -> !request.isDone());
            application.text("/hello");
            assertThat(tomcat.process().destroyForcibly()).isTrue();
            Awaitility.await("end of orphans").atMost(Duration.ofSeconds(10)).until(() -> application.processes().pids().isEmpty());
            assertThat(sockets).doesNotExist();
        }
    }

    @Test
    void aReloadOfTheWebApplicationReplacesItsProcesses() {
        try (TomcatServer tomcat = start(); DaemonApplication application = DaemonApplication.deploy(tomcat, "reloading-context", "processes", "2")) {
            var pids = application.processes().await(2);
            assertThat(tomcat.manager().reload(application.path())).startsWith("OK");
            assertThat(application.processes().await(2)).doesNotContainAnyElementsOf(pids);
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }
}
