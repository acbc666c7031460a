package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reports of docs/daemon-protocol.md, section 2. */
class ReportTest {

    @Test
    void allReportsAreUnderstood() {
        assertThat(Report.of("{\"ready\": {\"pid\": 4711, \"version\": \"CPython 3.11.2\", \"failed\": null}}")).isEqualTo(new Report.Ready("CPython 3.11.2", null));
        assertThat(Report.of("{\"ready\": {\"pid\": 1, \"version\": \"X\", \"failed\": {\"summary\": \"s\", \"detail\": \"d\"}}}"))
                .isEqualTo(new Report.Ready("X", new Report.Failure("s", "d")));
        assertThat(Report.of("{\"log\": \"ERROR\", \"text\": \"...\"}")).isEqualTo(new Report.Log(Level.SEVERE, "..."));
        assertThat(Report.of("{\"log\": \"DEBUG\", \"text\": \"\"}")).isEqualTo(new Report.Log(Level.FINE, ""));
        assertThat(Report.of("{\"beat\": {\"rss\": 31457280, \"cpu\": 1.25, \"running\": 3}}")).isEqualTo(new Report.Beat(31457280, 1.25, 3));
        assertThat(Report.of("{\"beat\": {\"rss\": 1, \"cpu\": 1, \"running\": 3}}")).isEqualTo(new Report.Beat(1, 1, 3));
        assertThat(Report.of("{\"answer\": 7, \"text\": \"x\"}")).isEqualTo(new Report.Answer(7, "x"));
        assertThat(Report.of("{\"stopping\": \"maximum_requests\"}")).isEqualTo(new Report.Stopping("maximum_requests"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "Hello", "null", "1", "[]", "{}", "{\"ready\": 1}", "{\"ready\": {}}", "{\"ready\": {\"version\": \"x\", \"failed\": 1}}", "{\"log\": \"LOUD\", \"text\": \"\"}",
        "{\"log\": \"INFO\"}", "{\"beat\": {}}", "{\"beat\": {\"rss\": \"1\"}}", "{\"answer\": \"1\", \"text\": \"\"}", "{\"answer\": 1}", "{\"stopping\": null}"})
    void anythingElseIsGarbage(String line) {
        assertThat(Report.of(line)).isEqualTo(new Report.Garbage(line));
    }

    @Test
    void namesOfReasonsAreThoseOfModWsgi() {
        assertThat(RestartReason.of("maximum_requests")).isEqualTo(RestartReason.MAXIMUM_REQUESTS);
        assertThat(RestartReason.of("who knows")).isEqualTo(RestartReason.SHUTDOWN_SIGNAL);
    }

    @Test
    void endsAreNamed() {
        assertThat(new ExitStatus(3)).hasToString("exit code 3");
        assertThat(new ExitStatus(139)).hasToString("signal 11 (SIGSEGV)");
        assertThat(new ExitStatus(128 + 40)).hasToString("signal 40");
    }
}
