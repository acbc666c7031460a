package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** A changed script is served by a new interpreter; nobody notices but by what it answers (D-11, X-20). */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TomcatServer tomcat;
    private Deployed reload;

    ReloadIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        reload = tomcat.deploy(new WsgiWar("reload.war").file("WEB-INF/touched.py", Versions.text("first")).file("WEB-INF/replaced.py", Versions.text("first"))
                .file("WEB-INF/broken.py", Versions.text("first")).file("WEB-INF/held.py", Versions.text("first")).file("WEB-INF/fixed.py", Versions.text("first"))
                .file("WEB-INF/witness.py", Versions.text("first"))
                .file("WEB-INF/importing.py", "from helper import application\n").file("WEB-INF/lib-python/helper.py", Versions.text("first"))
                .webXml(new WebXml().servlet("touched", "/touched/*", "script", "WEB-INF/touched.py")
                        .servlet("replaced", "/replaced/*", "script", "WEB-INF/replaced.py")
                        .servlet("broken", "/broken/*", "script", "WEB-INF/broken.py")
                        .servlet("held", "/held/*", "script", "WEB-INF/held.py")
                        .servlet("witness", "/witness/*", "script", "WEB-INF/witness.py")
                        .servlet("fixed", "/fixed/*", "script", "WEB-INF/fixed.py", "scriptReloading", "off")
                        .servlet("importing", "/importing/*", "script", "WEB-INF/importing.py", "reloadOnChanges", "on")));
    }

    @AfterAll
    void undeploy() {
        reload.close();
    }

    private Path file(String name) {
        return reload.directory().resolve("WEB-INF").resolve(name);
    }

    private void comesToAnswer(String mount, String expected) {
        Awaitility.await(expected).atMost(PATIENCE).until(() -> reload.get(mount).text(), expected::equals);
    }

    @Test
    void aTouchedScriptIsLoadedByANewInterpreter() throws IOException {
        assertThat(reload.get("/touched").text()).isEqualTo("first 1.1");
        assertThat(reload.get("/touched").text()).isEqualTo("first 1.1");
        Files.setLastModifiedTime(file("touched.py"), FileTime.from(Instant.now().minusSeconds(3600)));
        comesToAnswer("/touched", "first 2.1");
    }

    @Test
    void aReplacedScriptIsServedWithoutAFailedRequest() {
        try (Load load = new Load(tomcat.site(), "/reload/replaced", 4)) {
            new Versions(file("replaced.py")).put("second");
            comesToAnswer("/replaced", "second 2.1");
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void aBrokenVersionKeepsTheOldOneServingAndSaysWhy() {
        Versions broken = new Versions(file("broken.py"));
        try (Load load = new Load(tomcat.site(), "/reload/broken", 2)) {
            broken.replace("def application(environ start_response):\n    pass\n");
            assertThat(tomcat.log().await("Reload failed (script [" + file("broken.py"))).contains("SyntaxError").contains("goes on serving");
            assertThat(reload.get("/broken").text()).isEqualTo("first 1.1");
            broken.put("mended");
            comesToAnswer("/broken", "mended 2.1");
            assertThat(load.failures()).isEmpty();
        }
        assertThat(tomcat.log().main().split("Reload failed \\(script \\[" + file("broken.py"), -1)).as("messages about the broken version").hasSize(2);
    }

    @Test
    void aRequestInProgressEndsOnTheInterpreterThatBeganIt() throws IOException {
        Path gate = tomcat.base().directory().resolve("temp/gate");
        try (RawHttp http = reload.connect()) {
            http.send(Request.get("/reload/held/hold?" + gate));
            http.readHead();
            assertThat(http.readChunk()).asString().isEqualTo("first begins,");
            new Versions(file("held.py")).put("second");
            comesToAnswer("/held", "second 2.1");
            new Versions(file("held.py")).put("third");
            comesToAnswer("/held", "third 3.1");
            Files.createFile(gate);
            assertThat(http.readChunk()).asString().isEqualTo(" first ends");
            assertThat(http.readChunk()).isNull();
        }
        tomcat.log().await("generation [3] serves");
    }

    @Test
    void anImportedModuleCountsWhereItIsAskedFor() {
        assertThat(reload.get("/importing").text()).isEqualTo("first 1.1");
        new Versions(file("lib-python/helper.py")).put("second");
        comesToAnswer("/importing", "second 2.1");
    }

    @Test
    void nothingIsReloadedWhereItIsSwitchedOff() {
        new Versions(file("fixed.py")).put("second");
        new Versions(file("witness.py")).put("second");
        comesToAnswer("/witness", "second 2.1");
        assertThat(reload.get("/fixed").text()).isEqualTo("first 1.1");
    }
}
