package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Mistakes in a Valve's attributes stop its web application, with one message that lists them all (C-24). */
@DaemonTest
class BadValveIT {

    private static final String NAME = "bad-valve";

    private final TomcatServer tomcat;

    BadValveIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @AfterEach
    void noProcessIsLeftBehind() {
        assertThat(new DaemonProcesses(NAME).pids()).isEmpty();
    }

    /** Deploys in vain, and returns the one line of the log that says why. */
    private String refused(ValveXml... valves) {
        List<String> before = messages();
        Path war = new WsgiWar(NAME + ".war").fixture("WEB-INF/version.py", "daemon/version.py")
                .valve(valves[0], Arrays.copyOfRange(valves, 1, valves.length)).writeTo(tomcat.base().directory().resolve("temp"));
        assertThat(tomcat.manager().deploy("/" + NAME, war)).startsWith("FAIL");
        assertThat(tomcat.site().get("/" + NAME + "/").status()).isEqualTo(404);
        assertThat(tomcat.manager().undeploy("/" + NAME)).startsWith("OK");
        // Tomcat's log is written by a thread of its own
        return await().until(() -> messages().stream().filter(line -> !before.contains(line)).findFirst(), Optional::isPresent).orElseThrow();
    }

    private List<String> messages() {
        return tomcat.log().lines().stream().filter(line -> line.contains("SEVERE") && line.contains("rocessGroup [") || line.contains("process group [")).toList();
    }

    private static ValveXml valve(String... attributes) {
        ValveXml valve = ValveXml.of("processGroup", NAME, "script", "WEB-INF/version.py");
        for (int i = 0; i < attributes.length; i += 2) {
            valve.with(attributes[i], attributes[i + 1]);
        }
        return valve;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "processes          | 0                | write a number of at least 1",
        "processes          | 3-2              | write a number of at least 1",
        "threads            | many             | write a whole number",
        "maximumRequests    | -1               | write a whole number",
        "requestTimeout     | soon             | write seconds",
        "memoryLimit        | big              | write a number of bytes",
        "umask              | 8                | write an octal number",
        "python             | no-such-python   | there is no such program",
        "script             | WEB-INF/none.py  | there is no file",
        "path               | version          | begin the path with a slash",
        "mounts             | /x               | write /path=script",
        "mounts             | /x=none.py       | there is no file",
        "home               | WEB-INF/none     | there is no directory",
        "pythonPath         | WEB-INF/none     | there is no directory",
        "pythonHome         | WEB-INF/none     | there is no Python",
        "server             | http://localhost | write unix:/path or tcp:host:port",
        "scriptReloading    | maybe            | write on or off",
        "proceses           | 2                | no such setting",
        "interpreters       | 2                | no such setting",
    })
    void aBadValueIsNamedWithItsRemedy(String setting, String value, String remedy) {
        assertThat(refused(valve("threads", "2").with(setting, value))).contains("[" + NAME + "]").contains(setting + " [" + value + "]").contains(remedy);
    }

    @Test
    void everyProblemIsInOneMessage() {
        assertThat(refused(valve("threads", "none", "processes", "0", "wonder", "yes", "requestTimeout", "soon"))).contains("threads [none]")
                .contains("processes [0]").contains("wonder [yes]").contains("requestTimeout [soon]");
    }

    @Test
    void anUnknownGroupIsNamed() {
        assertThat(refused(valve("processGroup", "no-such-group"))).contains("processGroup [no-such-group]").contains("correct the name");
    }

    @Test
    void twoDefinitionsOfOneGroupMustAgree() {
        assertThat(refused(valve("threads", "2"), valve("threads", "3", "path", "/other"))).contains("processGroup [" + NAME + "]").contains("differently");
    }
}
