package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Settings away from their defaults (D-12, D-15, D-17, D-37, D-38, P-25, P-32). */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettingsIT {

    private final TomcatServer tomcat;
    private final Path workDirectory;
    private Deployed settings;

    SettingsIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
        this.workDirectory = tomcat.base().directory().resolve("own-work");
    }

    @BeforeAll
    void deploy() {
        settings = tomcat.deploy(new WsgiWar("settings.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib"))
                .files("WEB-INF/wsgi", Property.path("it.wsgi"))
                .webXml(new WebXml().defaults("applicationGroup", "settings")
                        .servlet("input", "/input/*", "script", "WEB-INF/wsgi/input.py", "chunkedRequest", "off")
                        .servlet("environ", "/environ/*", "script", "WEB-INF/wsgi/environ.py", "passAuthorization", "off")
                        .servlet("files", "/files/*", "script", "WEB-INF/wsgi/files.py", "enableSendfile", "off")
                        .servlet("state", "/state/*", "script", "WEB-INF/wsgi/state.py")
                        .servlet("restricted", "/restricted/*", "script", "WEB-INF/wsgi/deployment/streams.py", "applicationGroup", "restricted",
                                "restrictStdin", "on", "restrictStdout", "on", "workDirectory", workDirectory.toString())
                        .servlet("streams", "/streams/*", "script", "WEB-INF/wsgi/deployment/streams.py")
                        .servlet("limited", "/limited/*", "script", "WEB-INF/wsgi/deployment/slow.py", "applicationGroup", "limited",
                                "requestTimeout", "2", "threads", "4")
                        .servlet("narrow", "/narrow/*", "script", "WEB-INF/wsgi/deployment/slow.py", "applicationGroup", "narrow", "threads", "1",
                                "queueTimeout", "1")));
    }

    @AfterAll
    void undeploy() {
        settings.close();
    }

    @Test
    void chunkedRequestsCanBeRefused() {
        assertThat(settings.send(Request.of("POST", "/settings/input/read-all").chunks("abc")).status()).isEqualTo(411);
        assertThat(settings.send(Request.post("/settings/input/read-all", "abc")).text()).isEqualTo("b'abc'");
    }

    @Test
    void authorizationCanBeKeptBack() {
        Response response = settings.send(Request.get("/settings/environ/show").header("Authorization", "Basic YTpi").header("X-Other", "x"));
        assertThat(response.text()).contains("HTTP_X_OTHER").doesNotContain("HTTP_AUTHORIZATION");
    }

    @Test
    void filesArriveWithoutSendfileToo() {
        assertThat(settings.get("/files/whole").body()).hasSize(100_000);
        assertThat(settings.get("/files/from-position?position=99990&length=5").text()).isEqualTo("line ");
        assertThat(settings.get("/files/from-position?position=99990&length=50").ending().isWhole()).isFalse();
        assertThat(settings.get("/files/large").body()).hasSize(100 << 20);
    }

    @Test
    void standardStreamsCanBeRestricted() {
        assertThat(settings.get("/restricted/read").text()).startsWith("OSError");
        assertThat(settings.get("/restricted/write").text()).startsWith("OSError");
        assertThat(settings.get("/restricted/error").text()).isEqualTo("written");
        assertThat(settings.get("/streams/read").text()).isEqualTo("''");
        assertThat(settings.get("/streams/write").text()).isEqualTo("written");
    }

    @Test
    void theWorkDirectoryHoldsTheByteCode() {
        assertThat(workDirectory.resolve("pycache")).isDirectory();
        assertThat(Files.exists(settings.directory().resolve("WEB-INF/lib-python/__pycache__"))).as("byte code in the web application").isFalse();
    }

    @Test
    void aRequestThatRunsTooLongIsAnsweredAndItsInterpreterReplaced() {
        String before = settings.get("/limited/interpreter").text();
        assertThat(settings.get("/limited/spin").status()).isEqualTo(504);
        assertThat(tomcat.log().await("requestTimeout [2]")).contains("limited");
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !settings.get("/limited/interpreter").text().equals(before));
    }

    @Test
    void aResponseThatRunsTooLongBreaksOff() {
        Response response = settings.get("/limited/spin-midway");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("begun");
        assertThat(response.ending().isWhole()).isFalse();
    }

    @Test
    void aRequestThatWaitsTooLongForAThreadIsAnswered() {
        try (RawHttp http = settings.connect()) {
            http.send(Request.get("/settings/narrow/sleep?seconds=4"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> settings.get("/narrow/interpreter").status() == 504);
            assertThat(http.read().text()).isEqualTo("slept");
            assertThat(settings.get("/narrow/interpreter").status()).isEqualTo(200);
            tomcat.log().await("Queue timeout expired");
        }
    }
}
