package org.tomcatwsgi.valve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.environ.MapHeadToGet;
import org.tomcatwsgi.fastcgi.ServerAddress;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.settings.RequestSettings;
import org.tomcatwsgi.supervision.GroupOptions;
import org.tomcatwsgi.supervision.Python;

class ValveConfigTest {

    @TempDir
    Path root;
    private Place context;
    private Place host;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(root.resolve("WEB-INF/lib-python"));
        Files.writeString(root.resolve("WEB-INF/app.wsgi"), "");
        Files.writeString(root.resolve("other.wsgi"), "");
        Files.createDirectory(root.resolve("scripts"));
        Files.createDirectories(root.resolve("wsgi-runtime"));
        context = new Place(root, "localhost", "/shop", true, root);
        host = new Place(root, "localhost", "", false, root);
    }

    @Test
    void servesTheDefaultScriptOfAWebApplication() {
        ValveConfig config = ValveConfig.read(Map.of(), context);
        assertThat(config.mounts()).containsExactly(new MountPoint("/shop", script("WEB-INF/app.wsgi")));
        assertThat(config.processGroup()).isEqualTo("localhost|/shop");
        GroupOptions options = options(config);
        assertThat(options.scaling()).isEqualTo(new GroupOptions.Scaling(1, 1));
        assertThat(options.threads()).isEqualTo(15);
        assertThat(options.multiprocess()).isFalse();
        assertThat(options.pythonPath()).containsExactly(root.resolve("WEB-INF/lib-python"));
        assertThat(options.applications()).containsExactly(script("WEB-INF/app.wsgi"));
        assertThat(options.identity().directory()).isEqualTo(root.resolve("WEB-INF").toString());
        assertThat(options.recycling().requestTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void staticFilesWinWhereNoMountIsConfigured() {
        assertThat(ValveConfig.read(Map.of(), context).staticFiles()).isTrue();
        assertThat(ValveConfig.read(Map.of("processes", "2"), context).staticFiles()).isTrue();
        assertThat(ValveConfig.read(Map.of("path", "/"), context).staticFiles()).isFalse();
        assertThat(ValveConfig.read(Map.of("path", "/", "staticFiles", "on"), context).staticFiles()).isTrue();
        assertThat(ValveConfig.read(Map.of("staticFiles", "off"), context).staticFiles()).isFalse();
        assertThat(ValveConfig.read(Map.of("script", "other.wsgi"), host).staticFiles()).isFalse();
        assertThatThrownBy(() -> ValveConfig.read(Map.of("script", "other.wsgi", "staticFiles", "on"), host))
                .hasMessageContaining("staticFiles [on]: only a web application has files");
    }

    @Test
    void aServiceProcessServesNothing() {
        assertThat(ValveConfig.read(Map.of("processGroup", "tasks", "threads", "0"), context).mounts()).isEmpty();
        assertThatThrownBy(() -> ValveConfig.read(Map.of("script", "other.wsgi", "threads", "0"), context))
                .hasMessageContaining("threads [0]: a service process takes no requests");
    }

    @Test
    void requestsHaveTheSettingsOfEmbeddedMode() {
        assertThat(ValveConfig.read(Map.of(), context).requests()).isEqualTo(new RequestSettings(null, MapHeadToGet.AUTO, 1 << 30, false));
        RequestSettings requests = ValveConfig.read(
                Map.of("errorOverride", "on", "mapHeadToGet", "off", "limitRequestBody", "10m", "passServletRequest", "off"), context).requests();
        assertThat(requests).isEqualTo(new RequestSettings(null, MapHeadToGet.OFF, 10 << 20, true));
    }

    @Test
    void aValveThatSaysWhatIsDoneWithRequestsDefinesNoGroup() {
        Map<String, String> values = Map.of(
                "processGroup", "shop", "trustedProxies", "::1", "trustedProxyHeaders", "X-Real-IP", "errorOverride", "on", "mapHeadToGet", "on", "limitRequestBody", "1k");
        assertThat(ValveConfig.read(values, context).group()).isEmpty();
    }

    @Test
    void aDaemonProcessHasNoServletRequest() {
        assertThatThrownBy(() -> ValveConfig.read(Map.of("passServletRequest", "on"), context))
                .hasMessageContaining("passServletRequest [on]: a daemon process has no Java objects; remove it, or serve the application by a WsgiServlet");
    }

    @Test
    void scriptsHaveOneKindOfOwner() {
        assertThatThrownBy(() -> ValveConfig.read(Map.of("scriptUser", "#1", "scriptGroup", "#2"), context))
                .hasMessageContaining("scriptGroup [#2]: scriptUser [#1] is set too; keep one of them");
    }

    @Test
    void readsSeveralMounts() {
        ValveConfig config = ValveConfig.read(Map.of("mounts", "/a=other.wsgi, /b/=scripts,\n/c=my.shop:app", "callableObject", "run"), host);
        assertThat(config.mounts()).containsExactly(
                new MountPoint("/a", new Application(Application.SCRIPT, root.resolve("other.wsgi").toString(), "run")),
                new MountPoint("/b", new Application(Application.SCRIPT, root.resolve("scripts").toString(), "run")),
                new MountPoint("/c", new Application(Application.MODULE, "my.shop", "app")));
        assertThat(config.mounts().get(1).isDirectory()).isTrue();
        assertThat(options(config).applications()).hasSize(2);
    }

    @Test
    void readsWhatADispatchScriptMayDo() {
        ValveConfig config = ValveConfig.read(
                Map.of("processGroup", "tools", "script", "other.wsgi", "dispatchScript", "other.wsgi application-group=hooks", "restrictProcess", "a|/b, c:80,"), host);
        assertThat(config.group()).as("neither makes a group").isEmpty();
        assertThat(config.dispatchScript()).contains(new HookScript("dispatchScript", root.resolve("other.wsgi").toString(), "hooks"));
        assertThat(config.restrictProcess()).containsExactly("a|/b", "c:80");
        assertThatThrownBy(() -> ValveConfig.read(Map.of("script", "other.wsgi", "dispatchScript", "none.py"), host))
                .hasMessageContaining("dispatchScript [none.py]: there is no file");
    }

    @Test
    void aMountCoversWhatLiesBelowIt() {
        MountPoint mount = new MountPoint("/a", script("other.wsgi"));
        assertThat(mount.covers("/a")).isTrue();
        assertThat(mount.covers("/a/b")).isTrue();
        assertThat(mount.covers("/ab")).isFalse();
        assertThat(new MountPoint("", script("other.wsgi")).covers("/x")).isTrue();
    }

    @Test
    void readsTheOptionsOfAProcessGroup() {
        Map<String, String> values = new HashMap<>();
        values.put("processGroup", "trac");
        values.put("script", "other.wsgi");
        values.put("processes", "1-4");
        values.put("threads", "5");
        values.put("python", "graalpy");
        values.put("maximumRequests", "1000");
        values.put("requestTimeout", "2.5");
        values.put("memoryRestartThreshold", "200m");
        values.put("umask", "0027");
        values.put("supplementaryGroups", "www-data, staff");
        values.put("env.TRAC_ENV", "/srv/trac");
        ValveConfig config = ValveConfig.read(values, host);
        GroupOptions options = options(config);
        assertThat(options.name()).isEqualTo("trac");
        assertThat(options.scaling()).isEqualTo(new GroupOptions.Scaling(1, 4));
        assertThat(options.multiprocess()).isTrue();
        assertThat(options.python()).isInstanceOf(Python.GraalPy.class);
        assertThat(options.recycling().maximumRequests()).isEqualTo(1000);
        assertThat(options.recycling().requestTimeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(options.recycling().memoryRestartThreshold()).isEqualTo(200L << 20);
        assertThat(options.identity().umask()).isEqualTo("0027");
        assertThat(options.identity().supplementaryGroups()).containsExactly("www-data", "staff");
        assertThat(options.environment()).containsEntry("TRAC_ENV", "/srv/trac");
        assertThat(config.variables()).containsEntry("TRAC_ENV", "/srv/trac");
    }

    @Test
    void aValveThatOnlyNamesAGroupDoesNotDefineIt() {
        ValveConfig config = ValveConfig.read(Map.of("processGroup", "trac", "path", "/x", "script", "other.wsgi", "env.A", "1"), host);
        assertThat(config.group()).isEmpty();
        assertThat(ValveConfig.read(Map.of("processGroup", "trac", "processes", "2"), host).mounts()).isEmpty();
    }

    @Test
    void readsServersOfOthers() {
        ValveConfig config = ValveConfig.read(Map.of("server", "unix:/run/a.sock, tcp:host:9000", "threads", "4", "path", "/", "application", "any:app"), host);
        assertThat(config.group()).get().isInstanceOfSatisfying(GroupDefinition.External.class, external -> {
            assertThat(external.servers()).containsExactly(new ServerAddress("unix:/run/a.sock"), new ServerAddress("tcp:host:9000"));
            assertThat(external.threads()).isEqualTo(4);
        });
    }

    @Test
    void reportsEveryProblemAtOnce() {
        Map<String, String> values = new HashMap<>();
        values.put("mounts", "/a=none.wsgi,b=other.wsgi,/c");
        values.put("processes", "4-1");
        values.put("threads", "many");
        values.put("umask", "9");
        values.put("python", "no-such-python");
        values.put("requestTimeout", "soon");
        values.put("maximumRequest", "5");
        values.put("applicationGroup", "%{HOST}");
        assertThatThrownBy(() -> ValveConfig.read(values, host)).isInstanceOf(IllegalStateException.class).hasMessageContainingAll(
                "mounts [/a=none.wsgi]", "mounts [b]", "mounts [/c]", "processes [4-1]", "threads [many]", "umask [9]", "python [no-such-python]",
                "requestTimeout [soon]", "maximumRequest [5]: no such setting", "applicationGroup [%{HOST}]");
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThatThrownBy(() -> ValveConfig.read(Map.of("server", "localhost:9000", "path", "/", "application", "a:b"), host))
                .hasMessageContaining("server [localhost:9000]");
    }

    private Application script(String path) {
        return new Application(Application.SCRIPT, root.resolve(path).toString(), "application");
    }

    private static GroupOptions options(ValveConfig config) {
        return ((GroupDefinition.Local) config.group().orElseThrow()).options();
    }
}
