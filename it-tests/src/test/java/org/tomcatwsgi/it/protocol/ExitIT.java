package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.war.Mode;

/** What would end a process ends one request: server and interpreter live on (F-07, F-16; W-50 to W-52). */
@ProtocolTest
class ExitIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/exits/" + behaviour);
    }

    /** Which interpreter, in daemon mode which process, serves now. */
    private String server() {
        return Environ.of(fixtures.get("/environ/show")).get(Mode.present().choose("tomcatwsgi.interpreter", "tomcatwsgi.process"));
    }

    /** Runs a request and makes sure that the very interpreter that served it serves the next one. */
    private Response survived(String behaviour) {
        String server = server();
        int before = Integer.parseInt(get("life").text());
        Response response = get(behaviour);
        assertThat(Integer.parseInt(get("life").text())).as("requests that the interpreter has counted").isEqualTo(before + 1);
        assertThat(server()).isNotNull().isEqualTo(server);
        return response;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "system-exit", "keyboard-interrupt", "base-exception", "generator-exit", "stop-iteration", "recursion", "memory-error",
        "too-much-memory"})
    void oneRequestAnswers500AndTheNextIsServed(String behaviour) {
        Response response = survived(behaviour);
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).doesNotContain("secret").doesNotContain("Traceback");
        assertThat(response.ending().isWhole()).isTrue();
    }

    /** In Tomcat the stack ends it. CPython's frames take all memory that the process may have: there may be none left to answer with. */
    @Test
    void recursionWithoutALimitIsAnErrorAndTheNextRequestIsServed() {
        Response response = survived("raised-recursion-limit");
        assertThat(response.status()).isIn(Mode.present().isDaemon() ? List.of(500, 502) : List.of(500));
        assertThat(response.text()).doesNotContain("secret").doesNotContain("Traceback");
    }

    /** Tomcat's process is not the application's to end. A daemon process is, as any process of mod_wsgi's daemon mode: the next one takes its place. */
    @ParameterizedTest
    @ValueSource(strings = {"os-exit", "os-abort"})
    void anEndOfTheProcessIsRefusedInTomcatAndCostsADaemonProcessOneRequest(String behaviour) {
        if (!Mode.present().isDaemon()) {
            assertThat(survived(behaviour).status()).isEqualTo(500);
            return;
        }
        // GraalPy 25.0 has none
        Assumptions.assumeFalse(Mode.present() == Mode.DAEMON_GRAALPY && behaviour.equals("os-abort"), "os.abort is missing");
        String server = server();
        Response response = get(behaviour);
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.ending().isWhole()).isTrue();
        Awaitility.await("another process").atMost(Duration.ofMinutes(1)).until(() -> fixtures.get("/environ/show").status() == 200);
        assertThat(server()).isNotNull().isNotEqualTo(server);
    }

    @Test
    void deepRecursionInsideTheInterpreterIsSurvived() {
        assertThat(survived("recursive-repr").status()).isIn(200, 500);
    }

    @Test
    void anExitInTheMiddleBreaksTheResponseOff() {
        Response response = survived("system-exit-in-iteration");
        assertThat(response.text()).isEqualTo("before");
        assertThat(response.ending()).isEqualTo(Ending.WITHOUT_LAST_CHUNK);
    }

    @Test
    void anExitInCloseLeavesTheResponseWhole() {
        assertThat(survived("system-exit-in-close").text()).isEqualTo("whole");
    }

    @Test
    void anApplicationMayCatchItsRecursionError() {
        assertThat(survived("caught-recursion").text()).isEqualTo("caught");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit-in-thread", "error-in-thread?name=x"})
    void aThreadOfTheApplicationEndsAlone(String behaviour) {
        assertThat(survived(behaviour).text()).isEqualTo("thread ended");
    }

    /** GraalPy 25.0 fails there inside; a version that does not may answer "True". */
    @Test
    void anErrorInsideTheInterpreterIsOne500() {
        Response response = survived("internal-error");
        assertThat(response.status() == 500 || response.text().equals("True")).as(response.toString()).isTrue();
    }

    @Test
    void anErrorInsideTheInterpreterMidwayIsABreakAndRunsFinally() {
        String name = fixtures.newName();
        Response response = survived("internal-error-midway?name=" + name);
        assertThat(response.ending() == Ending.WITHOUT_LAST_CHUNK || response.text().equals("before True")).as(response.toString()).isTrue();
        assertThat(fixtures.awaitCounter(name, count -> count > 0)).isEqualTo(1);
    }

    @Test
    void signalHandlersAreNotInstalled() {
        assertThat(survived("signals").text()).isEqualTo("ignored");
        fixtures.log().await("Callback registration for signal");
    }
}
