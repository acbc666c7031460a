package org.tomcatwsgi.it.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** The status page and the metrics: who sees them, what they say of groups that are not their own web application's, and what their buttons do. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusIT {

    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]{64})\"");
    private static final Pattern PID = Pattern.compile("name=\"pid\" value=\"([0-9]+)\"");
    private static final String SHOP = "Catalina:context=/shop,host=localhost,name=\"localhost|/shop\",type=WSGIApplicationGroup";
    private static final String REPORTS = "Catalina:name=\"reports\",type=WSGIProcessGroup";

    private final TomcatServer tomcat;
    private StatusFixture fixture;

    StatusIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        fixture = new StatusFixture(tomcat);
        fixture.deployStatus("closed", false);
        fixture.deployStatus("guarded", true, "role", "manager-script");
        fixture.deployStatus("strangers", true, "role", "nobody-has-it");
        fixture.deployStatus("local", false, "loopback", "on");
    }

    @AfterAll
    void undeploy() {
        fixture.close();
    }

    @Test
    void withoutRoleNobodySeesIt() {
        assertThat(fixture.get("/closed/status").status()).isEqualTo(404);
        assertThat(fixture.get("/closed/status/metrics").status()).isEqualTo(404);
        assertThat(tomcat.site().send(Request.post("/closed/status", "operation=reload")).status()).isEqualTo(404);
        assertThat(fixture.get("/shop/status").text()).isEqualTo("done");
    }

    @Test
    void onlyTheRoleOpensIt() {
        assertThat(fixture.get("/guarded/status").status()).isEqualTo(401);
        assertThat(login("/guarded/status").status()).isEqualTo(200);
        assertThat(login("/guarded/status/metrics").text()).contains("wsgi_requests_total");
        assertThat(login("/strangers/status").status()).isEqualTo(403);
        assertThat(login("/strangers/status/metrics").status()).isEqualTo(403);
    }

    @Test
    void theMachineItselfIsNeitherAProxyNorAnotherSite() {
        assertThat(fixture.get("/local/status").status()).isEqualTo(200);
        assertThat(tomcat.site().send(Request.get("/local/status").header("X-Forwarded-For", "127.0.0.1")).status()).isEqualTo(404);
        assertThat(tomcat.site().send(Request.get("/local/status").header("Forwarded", "for=127.0.0.1")).status()).isEqualTo(404);
        assertThat(tomcat.site().send(new Request("GET /local/status HTTP/1.1\r\nHost: rebound.example\r\n", new byte[0])).status()).isEqualTo(404);
    }

    @Test
    void thePageIsClosedToForeignContent() {
        Response page = fixture.get("/local/status");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'sha256-").doesNotContain("unsafe");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.text()).doesNotContain("http://", "https://", " style=\"", " onclick=");
    }

    @Test
    void bothModesCountTheirRequests() {
        for (String group : new String[] {"/shop", "/reports"}) {
            fixture.get(group + "/one");
            fixture.get(group + "/missing");
            assertThat(fixture.get(group + "/broken").status()).isEqualTo(500);
        }
        String embedded = "mode=\"embedded\",host=\"localhost\",context=\"/shop\",group=\"localhost|/shop\"";
        String daemon = "mode=\"daemon\",group=\"reports\"";
        await().untilAsserted(() -> {
            Response metrics = fixture.get("/local/status/metrics");
            assertThat(metrics.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
            for (String labels : new String[] {embedded, daemon}) {
                assertThat(metrics.text()).containsPattern(counter("wsgi_requests_total", labels + ",code=\"2xx\""))
                        .containsPattern(counter("wsgi_requests_total", labels + ",code=\"4xx\"")).containsPattern(counter("wsgi_requests_total", labels + ",code=\"5xx\""))
                        .containsPattern(counter("wsgi_request_duration_seconds_count", labels)).contains("wsgi_requests_in_flight{" + labels + "} 0\n");
            }
            assertThat(metrics.text()).contains("wsgi_threads{" + embedded + "} 15\n", "wsgi_processes{" + daemon + ",state=\"ready\"} 2\n")
                    .containsPattern(counter("wsgi_process_resident_memory_bytes", daemon + ",process=\"[0-9]+\""));
        });
        Response open = tomcat.site().send(Request.get("/local/status/metrics").header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
        assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(open.text()).contains("# TYPE wsgi_requests counter\n").endsWith("# EOF\n");
    }

    @Test
    void errorsAreShownAndEscaped() {
        fixture.get("/shop/broken");
        fixture.get("/reports/broken");
        await().untilAsserted(() -> assertThat(fixture.get("/local/status").text().split("ValueError: no price for &lt;b&gt;tea &amp; coffee&lt;/b&gt;", -1))
                .hasSizeGreaterThanOrEqualTo(3));
        assertThat(fixture.get("/local/status").text()).doesNotContain("<b>tea");
    }

    @Test
    void requestsInFlightAreShownWithTheirStacks(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("end");
        CompletableFuture<Response> embedded = fixture.begin("/shop/file?" + file);
        CompletableFuture<Response> daemon = fixture.begin("/reports/file?" + file);
        try {
            await().until(() -> fixture.get("/local/status").text(), page -> page.contains("GET /shop/file<") && page.contains("GET /reports/file<"));
            assertThat(fixture.get("/local/status").text()).doesNotContain("file?", directory.toString());
            Response stacks = operate(SHOP, "dumpStacks", "");
            assertThat(stacks.status()).as(stacks.text()).isEqualTo(200);
            assertThat(stacks.text()).contains("request [GET /shop/file]", "in wait_for_the_file", "in application");
            assertThat(PID.matcher(fixture.get("/local/status").text()).results().map(found -> operate(REPORTS, "dumpStacks", "&pid=" + found.group(1)).text()))
                    .anyMatch(text -> text.contains("wait_for_the_file") && text.contains("/reports/file"));
        } finally {
            Files.createFile(file);
        }
        assertThat(embedded.join().text()).isEqualTo("done");
        assertThat(daemon.join().text()).isEqualTo("done");
    }

    @Test
    void requestsOfAReplacedInterpreterAreStillShown(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("end");
        CompletableFuture<Response> request = fixture.begin("/shop/file?" + file);
        try {
            await().until(() -> fixture.get("/local/status").text(), page -> page.contains("GET /shop/file<"));
            int reloads = count("requested by the operator");
            assertThat(operate(SHOP, "reload", "").status()).isEqualTo(303);
            await().atMost(Duration.ofSeconds(60)).until(() -> count("requested by the operator") > reloads);
            assertThat(fixture.get("/local/status").text()).contains("GET /shop/file<");
            assertThat(operate(SHOP, "dumpStacks", "").text()).contains("request [GET /shop/file]", "in wait_for_the_file");
        } finally {
            Files.createFile(file);
        }
        assertThat(request.join().text()).isEqualTo("done");
    }

    private int count(String text) {
        return fixture.get("/local/status").text().split(Pattern.quote(text), -1).length;
    }

    @Test
    void aFormOfAnotherSiteDoesNothing() {
        String page = fixture.get("/local/status").text();
        assertThat(post("/local/status", SHOP, "reload", "", "0".repeat(64)).status()).isEqualTo(403);
        assertThat(tomcat.site().send(request("/local/status", SHOP, "reload", "", token(page)).header("Sec-Fetch-Site", "cross-site")).status()).isEqualTo(403);
        assertThat(post("/local/status", "java.lang:type=Memory", "gc", "", token(page)).status()).isEqualTo(404);
        assertThat(post("/local/status", SHOP, "getName", "", token(page)).status()).isEqualTo(400);
        assertThat(tomcat.site().send(request("/guarded/status", SHOP, "reload", "", token(page)).header("Authorization", authorization())).status()).isEqualTo(403);
    }

    @Test
    void groupsAreReloadedAndProcessesReplaced() {
        assertThat(operate(SHOP, "reload", "").status()).isEqualTo(303);
        await().atMost(Duration.ofSeconds(60)).until(() -> fixture.get("/local/status").text().contains("requested by the operator"));
        Matcher pid = PID.matcher(fixture.get("/local/status").text());
        assertThat(pid.find()).isTrue();
        String drained = pid.group(1);
        assertThat(operate(REPORTS, "drain", "&pid=" + drained).status()).isEqualTo(303);
        await().atMost(Duration.ofSeconds(30)).until(() -> !fixture.get("/local/status").text().contains("value=\"" + drained + "\""));
        await().untilAsserted(() -> assertThat(fixture.get("/local/status/metrics").text())
                .containsPattern(counter("wsgi_process_restarts_total", "mode=\"daemon\",group=\"reports\",reason=\"graceful_signal\"")));
    }

    @Test
    void whatIsUndeployedIsGone() {
        Deployed passing = tomcat.deploy(new WsgiWar("passing.war").file("WEB-INF/app.wsgi", """
                def application(environ, start_response):
                    start_response("200 OK", [])
                    return []
                """));
        assertThat(fixture.get("/local/status/metrics").text()).contains("group=\"localhost|/passing\"");
        passing.close();
        assertThat(fixture.get("/local/status/metrics").text()).doesNotContain("passing");
    }

    private Response operate(String group, String operation, String more) {
        return post("/local/status", group, operation, more, token(fixture.get("/local/status").text()));
    }

    private Response post(String target, String group, String operation, String more, String token) {
        return tomcat.site().send(request(target, group, operation, more, token));
    }

    private static Request request(String target, String group, String operation, String more, String token) {
        return new Request("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n", new byte[0])
                .body("group=" + URLEncoder.encode(group, StandardCharsets.UTF_8) + "&operation=" + operation + "&token=" + token + more);
    }

    private Response login(String target) {
        return tomcat.site().send(Request.get(target).header("Authorization", authorization()));
    }

    private String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((CatalinaBase.USER + ":" + tomcat.base().password()).getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String page) {
        Matcher token = TOKEN.matcher(page);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    /** A sample of a counter that is not 0. */
    private static Pattern counter(String name, String labels) {
        return Pattern.compile("^" + name + "\\{" + labels.replace("|", "\\|") + "\\} [1-9][0-9]*$", Pattern.MULTILINE);
    }
}
