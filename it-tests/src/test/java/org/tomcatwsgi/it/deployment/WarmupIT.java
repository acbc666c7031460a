package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** The server calls an application itself before clients may: warmupPaths. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarmupIT {

    private static final String SCRIPT = "WEB-INF/warm.py";

    private final TomcatServer tomcat;
    private Deployed warm;

    WarmupIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        warm = tomcat.deploy(new WsgiWar("warm.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).fixture(SCRIPT, "deployment/warm.py")
                .file("WEB-INF/reloaded.py", Property.path("it.wsgi").resolve("deployment/warm.py"))
                .webXml(new WebXml().defaults("warmupSeconds", "2")
                        .servlet("two", "/two/*", "script", SCRIPT, "applicationGroup", "warm-two", "interpreters", "2", "warmupPaths",
                                "/page?a=b\n/failing /raising http://shop.example:81/page")
                        .servlet("endless", "/endless/*", "script", SCRIPT, "applicationGroup", "warm-endless", "warmupPaths", "/endless")
                        .servlet("reloaded", "/reloaded/*", "script", "WEB-INF/reloaded.py", "applicationGroup", "warm-reloaded", "warmupPaths", "/page")
                        .servlet("cold", "/cold/*", "script", SCRIPT, "applicationGroup", "cold")));
    }

    @AfterAll
    void undeploy() {
        warm.close();
    }

    private Map<String, String> told(String mount) {
        return warm.get(mount + "/told").lines().stream().map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static int calls(Map<String, String> told, String name) {
        return Integer.parseInt(told.get(name));
    }

    @Test
    void pathsAreCalledAgainAndAgainBeforeTheFirstClient() {
        Map<String, String> told = told("/two");
        assertThat(calls(told, "page")).isGreaterThan(2);
        assertThat(calls(told, "warm")).isEqualTo(calls(told, "page") + calls(told, "failing") + calls(told, "raising"));
        // those of a URL came last in each round
        assertThat(told).containsEntry("mod_wsgi.warmup", "1").containsEntry("REQUEST_METHOD", "GET").containsEntry("REMOTE_ADDR", "127.0.0.1")
                .containsEntry("SCRIPT_NAME", "/warm/two").containsEntry("PATH_INFO", "/page").containsEntry("SERVER_NAME", "shop.example")
                .containsEntry("SERVER_PORT", "81").containsEntry("mod_wsgi.application_group", "warm-two");
    }

    @Test
    void everyInterpreterIsWarmedUpAndTheLogTells() {
        for (String interpreter : List.of("1.1", "1.2")) {
            for (String path : List.of("/page?a=b", "http://shop.example:81/page")) {
                assertThat(tomcat.log().awaitLines("[warm-two] Warm-up of interpreter [" + interpreter + "] with [" + path + "]"))
                        .singleElement().asString().containsPattern("\\[\\d+] calls in \\[\\d+\\.\\d] s until .*; status \\[200], first \\[.*] ms, last \\[.*] ms");
            }
        }
    }

    @Test
    void aPathThatFailsIsCalledOnceAndTheDeploymentGoesOn() {
        Map<String, String> told = told("/two");
        assertThat(calls(told, "failing")).isEqualTo(1);
        assertThat(calls(told, "raising")).isEqualTo(1);
        assertThat(tomcat.log().awaitLines("[warm-two] Warm-up with [/failing] ended")).singleElement().asString().contains("answered [503]");
        assertThat(tomcat.log().awaitLines("[warm-two] Warm-up with [/raising] ended")).singleElement().asString().contains("answered [500]");
        assertThat(tomcat.log().text()).contains("ValueError: cold");
    }

    @Test
    void aStreamWithoutAnEndIsCutOff() {
        assertThat(tomcat.log().awaitLines("[warm-endless] Warm-up of interpreter [1.1] with [/endless]")).singleElement().asString().contains("[1] calls");
    }

    @Test
    void withoutPathsNothingIsCalled() {
        assertThat(told("/cold")).containsEntry("warm", "0");
    }

    @Test
    void aNewGenerationIsWarmBeforeItServesAndTheOldOneServesMeanwhile() throws IOException {
        try (Load load = new Load(tomcat.site(), "/warm/reloaded/page", 2)) {
            Files.setLastModifiedTime(warm.directory().resolve("WEB-INF/reloaded.py"), FileTime.from(Instant.now().minusSeconds(3600)));
            Map<String, String> told = Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> told("/reloaded"), now -> now.get("interpreter").equals("2.1"));
            assertThat(calls(told, "warm")).isGreaterThan(2);
            assertThat(load.failures()).isEmpty();
        }
        tomcat.log().await("[warm-reloaded] Warm-up of interpreter [2.1] with [/page]");
    }
}
