package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Application groups: their names, what they share, and what they do not (G-01 to G-17). */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupsIT {

    private static final String SCRIPT = "WEB-INF/group.py";

    private final TomcatServer tomcat;
    private Deployed groups;

    GroupsIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        groups = tomcat.deploy(new WsgiWar("groups.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib"))
                .fixture(SCRIPT, "deployment/group.py")
                .file("WEB-INF/other.py", Property.path("it.wsgi").resolve("deployment/group.py"))
                .webXml(new WebXml()
                        .servlet("resource", "/resource/*", "script", SCRIPT)
                        .servlet("named", "/named/*", "script", SCRIPT, "applicationGroup", "shop")
                        .servlet("other", "/other/*", "script", "WEB-INF/other.py", "applicationGroup", "shop")
                        .servlet("global", "/global/*", "script", SCRIPT, "applicationGroup", "%{GLOBAL}")
                        .servlet("server", "/server/*", "script", SCRIPT, "applicationGroup", "%{SERVER}")
                        .servlet("host", "/host/*", "script", SCRIPT, "applicationGroup", "%{HOST}")
                        .servlet("variable", "/variable/*", "script", SCRIPT, "applicationGroup", "%{ENV:GROUP}", "env.GROUP", "from-variable")
                        .servlet("two", "/two/*", "script", SCRIPT, "applicationGroup", "two", "interpreters", "2", "threads", "1")
                        .servlet("elastic", "/elastic/*", "script", SCRIPT, "interpreters", "1-2")));
    }

    @AfterAll
    void undeploy() {
        groups.close();
    }

    private Map<String, String> show(String mount) {
        return shown(groups.get(mount));
    }

    private static Map<String, String> shown(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        return response.lines().stream().map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    @Test
    void namesAreExpandedAsModWsgiDoes() {
        assertThat(show("/resource")).containsEntry("group", "localhost|/groups/resource");
        assertThat(show("/named")).containsEntry("group", "shop");
        assertThat(show("/global")).containsEntry("group", "");
        assertThat(show("/server")).containsEntry("group", "localhost");
        assertThat(show("/variable")).containsEntry("group", "from-variable");
    }

    @Test
    void theHostHeaderMayNameTheGroup() {
        Request request = new Request("GET /groups/host/show HTTP/1.1\r\nHost: Shop.Example:8123\r\n", new byte[0]);
        assertThat(shown(groups.send(request))).containsEntry("group", "shop.example:8123");
        Request other = new Request("GET /groups/host/show HTTP/1.1\r\nHost: other.example\r\n", new byte[0]);
        assertThat(shown(groups.send(other))).containsEntry("group", "other.example");
    }

    @Test
    void groupsShareNothing() {
        assertThat(groups.get("/named/leave?trace=left-behind&directory=/tmp").text()).isEqualTo("left");
        assertThat(show("/named")).containsEntry("module", "left-behind").containsEntry("environ", "left-behind").containsEntry("builtin", "left-behind")
                .containsEntry("directory", "/tmp");
        assertThat(show("/resource")).containsEntry("module", "none").containsEntry("environ", "none").containsEntry("builtin", "none")
                .containsEntry("directory", groups.directory().resolve("WEB-INF").toString());
        assertThat(show("/global")).containsEntry("module", "none").containsEntry("environ", "none").containsEntry("builtin", "none");
    }

    @Test
    void scriptsOfOneGroupShareTheirModules() {
        int before = Integer.parseInt(groups.get("/named/count").text());
        assertThat(groups.get("/other/count").text()).isEqualTo(Integer.toString(before + 1));
        assertThat(groups.get("/named/count").text()).isEqualTo(Integer.toString(before + 2));
        assertThat(groups.get("/resource/count").text()).isEqualTo("1");
    }

    @Test
    void aSharedInterpreterIsNoSecondProcess() {
        assertThat(show("/named")).containsEntry("multiprocess", "False").containsEntry("multithread", "True").containsEntry("interpreter", "1.1");
    }

    @Test
    void aGroupThatMayGrowSaysSo() {
        assertThat(show("/elastic")).containsEntry("multiprocess", "True").containsEntry("interpreter", "1.1");
    }

    @Test
    void severalInterpretersServeOneGroup() {
        assertThat(show("/two")).containsEntry("multiprocess", "True").containsEntry("multithread", "False");
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> atTheSameTime("/two/show", "/two/show").map(response -> shown(response).get("interpreter"))
                .collect(Collectors.toSet()).size() == 2);
    }

    @Test
    void groupsUseSeveralProcessors() {
        usesTwoProcessors("/named/burn", "/resource/burn");
    }

    @Test
    void theInterpretersOfOneGroupUseSeveralProcessors() {
        usesTwoProcessors("/two/burn", "/two/burn");
    }

    /** Two burning requests take clearly less than twice the time of one; the best of a few attempts, since the machine may have other things to do. */
    private void usesTwoProcessors(String one, String other) {
        Assumptions.assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor only");
        String rounds = "?rounds=1500000";
        atTheSameTime(one + rounds, other + rounds).forEach(response -> assertThat(response.status()).isEqualTo(200));
        Awaitility.await("two at the same time in less than 1.6 times the time of one").atMost(Duration.ofMinutes(2)).until(() -> {
            long alone = nanos(() -> groups.get(one + rounds));
            long together = nanos(() -> atTheSameTime(one + rounds, other + rounds).forEach(response -> { }));
            return together < alone * 1.6;
        });
    }

    private Stream<Response> atTheSameTime(String one, String other) {
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> groups.get(one));
        CompletableFuture<Response> second = CompletableFuture.supplyAsync(() -> groups.get(other));
        return Stream.of(first.join(), second.join());
    }

    private static long nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}
