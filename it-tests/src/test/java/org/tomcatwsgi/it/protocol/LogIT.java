package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever Python writes ends in Tomcat's log: once, whole, with the group's name, and never at the client (W-40, W-41). */
@ProtocolTest
class LogIT {

    private static final String GROUP = "[" + FixtureWars.GROUP + "] ";

    @ArquillianResource
    private Fixtures fixtures;

    /** Has a behaviour write, and returns the mark of what it writes. */
    private String write(String behaviour) {
        String mark = "mark-" + fixtures.newName();
        assertThat(fixtures.get("/logs/" + behaviour + "?mark=" + mark).text()).isEqualTo("logged");
        return mark;
    }

    /** The one line that holds a text, once it is there. */
    private String onlyLine(String text) {
        List<String> lines = fixtures.log().awaitLines(text);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "errors,          written,            SEVERE",
        "errors-in-parts, 'part one, part two', SEVERE",
        "errors-in-parts, without end,        SEVERE",
        "errors-printed,  printed,            SEVERE",
        "errors-printed,  bytes,              SEVERE",
        "errors-printed,  bytearray,          SEVERE",
        "errors-printed,  memoryview,         SEVERE",
        "stderr,          to stderr,          WARNING",
        "stdout,          to stdout,          INFO",
        "in-thread,       printed by a thread, INFO",
    })
    void aLineIsLoggedOnceWithItsGroupAndLevel(String behaviour, String text, String level) {
        String mark = write(behaviour);
        assertThat(onlyLine(mark + " " + text)).contains(" " + level + " ").endsWith(GROUP + mark + " " + text);
    }

    @Test
    void textBeyondLatin1IsKept() {
        String mark = write("errors-text");
        assertThat(onlyLine(mark)).contains("\u20ac \ud83d\udc0d").endsWith("end");
    }

    @Test
    void aRecordOfTheLoggingModuleStaysWhole() {
        String mark = write("python-logging");
        assertThat(onlyLine(mark + " warning")).contains(GROUP);
        assertThat(onlyLine(mark + " error")).contains(GROUP);
        assertThat(fixtures.log().text()).contains(mark + " error\nwith a second line\n");
    }

    @ParameterizedTest
    @CsvSource({"caught, caught, 1", "logged-exception, logged, 1", "in-thread, in a thread, 1"})
    void aPrintedTracebackIsOneRecord(String behaviour, String text, int times) {
        String mark = write(behaviour);
        assertThat(fixtures.log().awaitLines("ValueError: " + mark + " " + text)).hasSize(times);
        String log = fixtures.log().text();
        int end = log.indexOf("ValueError: " + mark + " " + text);
        int begin = log.lastIndexOf("Traceback (most recent call last):", end);
        assertThat(log.substring(begin, end).lines().skip(1)).allMatch(line -> line.startsWith("  "));
    }

    @Test
    void anExceptionIsLoggedOnceAndWhole() {
        String mark = "mark-" + fixtures.newName();
        assertThat(fixtures.get("/logs/raised?mark=" + mark).text()).doesNotContain(mark);
        assertThat(fixtures.log().awaitLines("ValueError: " + mark + " raised")).hasSize(1);
        String log = fixtures.log().text();
        int end = log.indexOf("ValueError: " + mark + " raised");
        String record = log.substring(log.lastIndexOf(GROUP, end), end);
        assertThat(record).contains("Traceback (most recent call last):\n").contains("in raised\n    inner()\n")
                .contains("in inner\n    raise ValueError(query(environ)[\"mark\"]");
        assertThat(log.substring(end)).startsWith("ValueError: " + mark + " raised\nwith a second line\n");
    }

    @Test
    void aCauseIsLoggedWithItsEffect() {
        String mark = "mark-" + fixtures.newName();
        assertThat(fixtures.get("/logs/chained?mark=" + mark).status()).isEqualTo(500);
        String log = fixtures.log().await("ValueError: " + mark + " effect");
        assertThat(log.substring(log.indexOf("KeyError: '" + mark + " cause'"), log.indexOf("ValueError: " + mark + " effect")))
                .contains("The above exception was the direct cause of the following exception:").doesNotContain(GROUP);
    }

    @Test
    void warningsAreLogged() {
        String mark = write("python-warning");
        assertThat(onlyLine("UserWarning: " + mark + " user warning")).contains(GROUP);
    }

    @Test
    void linesOfRequestsAtTheSameTimeDoNotMix() {
        List<CompletableFuture<String>> writing = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            writing.add(CompletableFuture.supplyAsync(() -> write("interleaved")));
        }
        for (CompletableFuture<String> mark : writing) {
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                expected.append(mark.join()).append('-').append(i).append(' ');
            }
            assertThat(onlyLine(mark.join() + "-0")).endsWith(GROUP + expected + "end");
        }
    }
}
