package org.tomcatwsgi.it.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.ImpatientConnector;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;

/** Request bodies that are too large, come in chunks, or stop coming (D-12, D-54, W-05), and scripts that may not run (P-12), in both modes. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyLimitIT {

    private static final int LIMIT = 1000;

    private final TomcatServer tomcat;
    private final ImpatientConnector impatient;
    private BothModes application;

    BodyLimitIT(TomcatServer tomcat, ImpatientConnector impatient) {
        this.tomcat = tomcat;
        this.impatient = impatient;
    }

    @BeforeAll
    void deploy() throws Exception {
        Path any = Files.createTempFile("owner", "");
        String mine = "#" + Files.getAttribute(any, "unix:uid");
        Files.delete(any);
        String script = "deployment/requests.py";
        application = new BothModes("bodies").mount("/limited", script, "limitRequestBody", Integer.toString(LIMIT)).mount("/any", script, "limitRequestBody", "0")
                .mount("/input", "input.py").mount("/state", "state.py").mount("/unchunked", script, "chunkedRequest", "off")
                .mount("/mine", script, "scriptUser", mine).mount("/others", script, "scriptUser", "#54321").deploy(tomcat);
    }

    @AfterAll
    void undeploy() {
        application.close();
    }

    private Request post(Mode mode, String below) {
        return Request.of("POST", application.path(mode) + below);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aBodyUpToTheLimitIsTaken(Mode mode) {
        assertThat(application.send(post(mode, "/limited/size").body("x".repeat(LIMIT))).text()).isEqualTo("1000");
        assertThat(application.send(post(mode, "/limited/size").chunks("x".repeat(LIMIT - 1), "y")).text()).isEqualTo("1000");
        assertThat(application.send(post(mode, "/any/size").chunks("x".repeat(LIMIT), "y")).text()).isEqualTo("1001");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aLongerOneIsRefusedBeforeTheApplicationSeesIt(Mode mode) {
        try (RawHttp http = RawHttp.connect(tomcat.base().port())) {
            // not a byte of it is sent: the length alone decides
            Response response = http.send(post(mode, "/limited/size").header("Content-Length", Integer.toString(LIMIT + 1))).read();
            assertThat(response.status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void chunksBeyondTheLimitRaiseAndAreAnsweredWith413(Mode mode) {
        Request request = post(mode, "/limited/size").chunks("x".repeat(LIMIT), "y");
        assertThat(application.send(request).status()).isEqualTo(413);
        assertThat(tomcat.log().await("limitRequestBody [1000]")).contains(
                "OSError: mod_wsgi request data read error: the request body has more than limitRequestBody [1000] bytes");
        assertThat(application.send(post(mode, "/limited/size-or-error?status=500").chunks("x".repeat(LIMIT), "y")).status()).isEqualTo(413);
        Response own = application.send(post(mode, "/limited/size-or-error?status=200").chunks("x".repeat(LIMIT), "y"));
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.text()).contains("limitRequestBody [1000]");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void chunksCanBeRefused(Mode mode) {
        assertThat(application.send(post(mode, "/unchunked/size").chunks("abc")).status()).isEqualTo(411);
        assertThat(application.send(post(mode, "/unchunked/size").body("abc")).text()).isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aClientThatStallsRaises(Mode mode) {
        try (RawHttp http = impatient.connect()) {
            http.send(post(mode, "/input/cut-off?how=read&name=stalled").header("Content-Length", "1000")).send("the beginning");
            Response response = http.read();
            assertThat(response.status()).as(response.toString()).isBetween(400, 599);
            assertThat(response.text()).doesNotContain("Exception");
            assertThat(http.isEnded()).isTrue();
        }
        assertThat(application.get(mode, "/state/value?name=stalled").text()).isEqualTo("OSError OSError OSError");
        assertThat(tomcat.log().await("mod_wsgi request data read error")).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aScriptOfSomebodyElseDoesNotRun(Mode mode) {
        assertThat(application.send(post(mode, "/mine/size").body("abc")).text()).isEqualTo("3");
        assertThat(application.send(post(mode, "/others/size").body("abc")).status()).isEqualTo(403);
        assertThat(tomcat.log().await("scriptUser demands [54321]")).contains("change its owner or scriptUser");
    }
}
