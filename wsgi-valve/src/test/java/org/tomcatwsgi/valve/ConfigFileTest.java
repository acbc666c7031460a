package org.tomcatwsgi.valve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    Path root;
    private Place host;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(root.resolve("conf"));
        Files.writeString(root.resolve("conf/app.wsgi"), "");
        host = new Place(root, "localhost", "", false, root);
    }

    private List<WsgiDaemonValve> valves(String text) throws IOException {
        Files.writeString(root.resolve("conf/wsgi.conf"), text);
        return ConfigFile.valves(Map.of("configFile", "conf/wsgi.conf"), host);
    }

    @Test
    void eachMountIsAValveThatCanBeConfiguredSo() throws IOException {
        List<WsgiDaemonValve> valves = valves("""
                WSGIDaemonProcess g processes=2 threads=3 maximum-requests=10 inactivity-timeout=60 display-name=%{GROUP} stack-size=524288 cpu-priority=1
                WSGIScriptAlias /a app.wsgi process-group=g application-group=%{GLOBAL}
                WSGIScriptAlias /b app.wsgi process-group=g application-group=%{GLOBAL}
                SetEnv A b
                """);
        assertThat(valves).hasSize(2);
        assertThat(valves.get(0).getProperty("path")).isEqualTo("/a");
        assertThat(valves.get(0).getProperty("processes")).isEqualTo("2");
        assertThat(valves.get(1).getProperty("processes")).isNull();
        Map<String, String> attributes = Map.of("path", "/b", "script", root.resolve("conf/app.wsgi").toString(), "processGroup", "g", "passAuthorization",
                "off", "env.A", "b");
        attributes.forEach((name, value) -> assertThat(valves.get(1).getProperty(name)).as(name).isEqualTo(value));
        assertThat(ValveConfig.read(attributes, host).group()).isEmpty();
    }

    @Test
    void everyOptionIsAnAttributeThatExists() throws IOException {
        WsgiDaemonValve valve = valves("""
                WSGIDaemonProcess g processes=2 threads=3 display-name=x user=u group=h supplementary-groups=i umask=0022 lang=C locale=C \\
                    switch-interval=0.1 stack-size=524288 maximum-requests=1 restart-interval=2 cpu-time-limit=3 inactivity-timeout=4 startup-timeout=5 \\
                    deadlock-timeout=6 request-timeout=7 interrupt-timeout=8 graceful-timeout=9 eviction-timeout=10 shutdown-timeout=11 connect-timeout=12 \\
                    socket-timeout=13 queue-timeout=14 listen-backlog=15 send-buffer-size=1024 receive-buffer-size=1024 cpu-priority=1 memory-limit=1000000 \\
                    virtual-memory-limit=1000000 script-user=u
                WSGIScriptAlias /a app.wsgi process-group=g application-group=name
                WSGIScriptReloading Off
                WSGIRestrictStdin On
                WSGIChunkedRequest On
                WSGIEnableSendfile On
                WSGICallableObject run
                """).get(0);
        Map<String, String> attributes = new TreeMap<>();
        for (String name : List.of("processGroup", "path", "script", "processes", "threads", "displayName", "user", "group", "supplementaryGroups", "umask",
                "lang", "locale",
                "switchInterval", "threadStackSize", "maximumRequests", "restartInterval", "cpuTimeLimit", "inactivityTimeout", "startupTimeout",
                        "deadlockTimeout",
                "requestTimeout", "interruptTimeout", "gracefulTimeout", "evictionTimeout", "shutdownTimeout", "connectTimeout", "socketTimeout",
                        "queueTimeout",
                "listenBacklog", "sendBufferSize", "receiveBufferSize", "niceness", "memoryLimit", "virtualMemoryLimit", "scriptUser", "applicationGroup",
                "scriptReloading", "restrictStdin", "chunkedRequest", "enableSendfile", "callableObject", "passAuthorization")) {
            assertThat(valve.getProperty(name)).as(name).isNotNull();
            attributes.put(name, valve.getProperty(name));
        }
        attributes.put("python", "/bin/sh");
        assertThat(ValveConfig.read(attributes, host).group()).isPresent();
    }

    @Test
    void whatCannotBeServedStopsTheStart() {
        assertThatThrownBy(() -> valves("WSGIScriptAlias /a app.wsgi\n")).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("configFile [conf/wsgi.conf]", "wsgi.conf:1: WSGIScriptAlias /a app.wsgi", "has no process group");
        assertThatThrownBy(() -> valves("<Location /a>\n")).isInstanceOf(IllegalStateException.class).hasMessageContaining("wsgi.conf:1: The section");
    }

    @Test
    void itStandsAloneAndAtAHost() {
        assertThatThrownBy(() -> ConfigFile.valves(Map.of("configFile", "none.conf", "processes", "2"), host)).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("configFile [none.conf]", "[processes]");
        assertThatThrownBy(() -> ConfigFile.valves(Map.of("configFile", "none.conf"), host)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[" + root.resolve("none.conf") + "]");
        assertThatThrownBy(() -> ConfigFile.valves(Map.of("configFile", "none.conf"), new Place(root, "localhost", "/shop", true, root)))
                .isInstanceOf(IllegalStateException.class).hasMessageContainingAll("[/shop]", "Host or the Engine");
    }
}
