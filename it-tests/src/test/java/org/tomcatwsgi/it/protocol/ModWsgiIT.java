package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.war.Mode;

/** The module mod_wsgi, as an application meets it (M-01 to M-18, W-42, D-46). */
@ProtocolTest
class ModWsgiIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ALWAYS = "application_start callable_object ";
    private static final String DAEMON = "daemon_connects daemon_restarts daemon_start ";

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/observed/" + behaviour);
    }

    private String mark() {
        return "mark-" + fixtures.newName();
    }

    /** The events of the one request with a mark: request_finished may come a moment after the response. */
    private List<String> events(String mark) {
        return Awaitility.await("request_finished").atMost(PATIENCE)
                .until(() -> get("events?of=" + mark).text().lines().toList(), lines -> lines.stream().anyMatch(line -> line.startsWith("request_finished")));
    }

    private static List<String> names(List<String> events) {
        return events.stream().filter(line -> !line.contains("=") && !line.contains("(")).map(line -> line.substring(0, line.indexOf(' '))).toList();
    }

    @Test
    void itSaysWhereTheApplicationRuns() {
        assertThat(get("module").text()).isEqualTo(Mode.present().choose(
                "[[6, 0, 5], \"\", \"observed\", 1, 4, 0]", "[[6, 0, 5], \"observed\", \"observed\", 1, 4, 1]"));
    }

    @Test
    void theEventsOfARequestHaveTheirOrderAndFields() {
        String mark = mark();
        assertThat(get("streamed?mark=" + mark).text()).isEqualTo("onetwo");
        List<String> events = events(mark);
        assertThat(names(events)).containsExactly("request_started", "response_started", "request_finished");
        String daemon = Mode.present().choose("daemon_start ", DAEMON);
        assertThat(events).contains(
                "request_started application_object " + ALWAYS + daemon
                        + "queue_start request_data request_environ request_id request_start server_pid thread_id",
                "response_started exception_info request_data request_id response_headers response_status",
                "status=201 input=0 output=6", "ordered=True", "requests=1");
        assertThat(events.stream().filter(line -> line.startsWith("request_finished"))).singleElement().asString()
                .contains(" application_finish ", " application_time ", " cpu_time", " input_time ", " output_time ", " output_writes ", " server_pid ");
    }

    @Test
    void whatIsReadAndWrittenIsCounted() {
        String mark = mark();
        assertThat(fixtures.post("/observed/post?mark=" + mark, "0123456789").text()).isEqualTo("10");
        assertThat(events(mark)).contains("status=200 input=10 output=2");
    }

    @Test
    void anExceptionIsAnEventAndALogRecord() {
        String mark = mark();
        assertThat(get("failing?mark=" + mark).status()).isEqualTo(500);
        List<String> events = events(mark);
        assertThat(names(events)).containsExactly("request_started", "request_exception", "request_finished");
        assertThat(events).contains("ValueError('observed')", "status=0 input=0 output=0");
    }

    @Test
    void aSubscriberMayWrapTheApplication() {
        assertThat(get("hello?wrapped=1").text()).isEqualTo("HELLO");
        assertThat(get("hello").text()).isEqualTo("hello");
    }

    @Test
    void applicationAndSubscribersShareTheRequestsData() {
        String mark = mark();
        assertThat(get("shared-data?mark=" + mark).text()).isEqualTo(mark + " 1");
    }

    @Test
    void metricsAreOfTheTimeSinceTheLastCall() {
        // another call may have started them
        get("metrics");
        assertThat(get("metrics").text()).isNotEqualTo("None");
        get("hello");
        get("failing");
        // the call before is one of those that are counted
        assertThat(get("metrics").text()).isEqualTo("3 2 1 3 1");
    }

    @Test
    void serverMetricsShowTheRequestThatAsks() {
        assertThat(get("server-metrics").text()).matches("\\[\\d+, \\[.*\"GET /fixtures/observed/server-metrics\".*");
    }

    @Test
    void theLogHandlerKeepsLevelsAndTracebacks() {
        String mark = mark();
        assertThat(get("levels?mark=" + mark).text()).isEqualTo("logged");
        String log = fixtures.log().await("observed." + mark + ": at error");
        List<String> lines = log.lines().filter(line -> line.contains(mark)).toList();
        assertThat(lines).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(lines.get(i)).contains(" " + List.of("INFO", "WARNING", "SEVERE", "SEVERE").get(i) + " ")
                    .endsWith("[" + FixtureWars.OBSERVED + "] observed." + mark + ": at " + List.of("info", "warning", "critical", "error").get(i));
        }
        assertThat(log.substring(log.indexOf(mark + ": at error")).lines().toList().get(1)).isEqualTo("Traceback (most recent call last):");
    }

    @Test
    void whateverIsLoggedArrivesOnce() {
        String mark = mark();
        assertThat(get("everywhere?mark=" + mark).text()).isEqualTo("logged");
        fixtures.log().await(mark + " printed as error");
        List<String> lines = fixtures.log().lines().stream().filter(line -> line.contains(mark)).toList();
        assertThat(lines).allMatch(line -> line.contains("[" + FixtureWars.OBSERVED + "] "));
        assertThat(lines).extracting(line -> line.substring(line.indexOf(mark) + mark.length() + 1))
                .containsExactlyInAnyOrder("last resort", "basic", "printed", "printed as error");
    }

    @Test
    void aSlowRequestIsReportedWithItsStackAndAtItsEnd() {
        String name = fixtures.newName();
        CompletableFuture<Response> slow = CompletableFuture.supplyAsync(() -> get("slow?name=" + name));
        String begin = "Slow request [GET /fixtures/observed/slow] has been running for";
        String log = fixtures.log().await(begin);
        assertThat(log.substring(log.indexOf(begin))).contains("in slow\n").contains("in pass_gate\n");
        assertThat(fixtures.log().text()).doesNotContain("Slow request [GET /fixtures/observed/slow] ended");
        assertThat(get("open-gate?name=" + name).text()).isEqualTo("open");
        assertThat(slow.join().text()).isEqualTo("passed");
        assertThat(fixtures.log().awaitLines("Slow request [GET /fixtures/observed/slow] ended after")).singleElement().asString().contains("with status [200]");
        assertThat(fixtures.log().text()).doesNotContain("slow?name=").containsOnlyOnce(begin);
    }
}
