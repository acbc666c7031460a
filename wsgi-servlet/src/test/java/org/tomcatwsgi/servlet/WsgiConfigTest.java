package org.tomcatwsgi.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.environ.WarmupPath;
import org.tomcatwsgi.environ.MapHeadToGet;
import org.tomcatwsgi.settings.RequestSettings;

class WsgiConfigTest {

    @TempDir
    private Path root;
    private WebApplication site;

    @BeforeEach
    void makeWebApplication() throws IOException {
        Files.createDirectories(root.resolve("WEB-INF/lib-python"));
        Files.writeString(root.resolve("WEB-INF/app.wsgi"), "");
        Files.createDirectories(root.resolve("scripts"));
        site = new WebApplication(root, "/shop", "localhost", root);
    }

    @Test
    void everySettingHasItsDocumentedDefault() {
        WsgiConfig config = WsgiConfig.read("w", Map.of(), site);
        assertThat(config.application()).isEqualTo(new Application("script", root.resolve("WEB-INF/app.wsgi").toString(), "application"));
        assertThat(config.directory()).isFalse();
        assertThat(config.applicationGroup()).isEqualTo("%{RESOURCE}");
        assertThat(config.chunkedRequest()).isTrue();
        assertThat(config.passAuthorization()).isTrue();
        assertThat(config.enableSendfile()).isTrue();
        assertThat(config.staticFiles()).isFalse();
        assertThat(config.requests()).isEqualTo(new RequestSettings(null, MapHeadToGet.AUTO, 1 << 30, false));
        assertThat(config.owners()).isEqualTo(new ScriptOwners(null, null));
        GroupSettings group = config.group();
        assertThat(group.interpreters()).isEqualTo(1);
        assertThat(group.mostInterpreters()).isEqualTo(1);
        assertThat(group.interpreterIdleTimeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(group.threads()).isEqualTo(15);
        assertThat(group.pythonPath()).containsExactly(root.resolve("WEB-INF/lib-python").toString());
        assertThat(group.pythonHome()).isEmpty();
        assertThat(group.home()).isEmpty();
        assertThat(group.directory()).isEqualTo(root.resolve("WEB-INF").toString());
        assertThat(group.workDirectory()).isEqualTo(root.resolve("work/tomcat-wsgi").toString());
        assertThat(group.stackBytes()).isEqualTo(16 << 20);
        assertThat(group.restrictStdin()).isFalse();
        assertThat(group.restrictStdout()).isFalse();
        assertThat(group.passServletRequest()).isFalse();
        assertThat(group.slowRequests()).isEqualTo(Duration.ZERO);
        assertThat(group.serverMetrics()).isFalse();
        assertThat(group.scriptReloading()).isTrue();
        assertThat(group.reloadOnChanges()).isFalse();
        assertThat(group.importScripts()).isEmpty();
        assertThat(group.requestTimeout()).isEqualTo(Duration.ZERO);
        assertThat(group.queueTimeout()).isEqualTo(Duration.ofSeconds(45));
        assertThat(group.gracefulTimeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(group.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.warmupPaths()).isEmpty();
        assertThat(group.warmupTime()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aModuleNamesItsCallable() {
        assertThat(WsgiConfig.read("w", Map.of("application", "shop.wsgi:app"), site).application())
                .isEqualTo(new Application("module", "shop.wsgi", "app"));
        assertThat(WsgiConfig.read("w", Map.of("application", "shop.wsgi", "callableObject", "main"), site).application())
                .isEqualTo(new Application("module", "shop.wsgi", "main"));
    }

    @Test
    void aDirectoryOfScriptsIsNoticed() {
        assertThat(WsgiConfig.read("w", Map.of("script", "scripts"), site).directory()).isTrue();
    }

    @Test
    void variablesReachTheEnvironmentAndNothingElseOfTheServersDoes() {
        WsgiConfig config = WsgiConfig.read("w", Map.of("env.SHOP_MODE", "test"), site);
        assertThat(config.variables()).containsExactly(Map.entry("SHOP_MODE", "test"));
        assertThat(config.group().environment()).containsEntry("SHOP_MODE", "test");
        assertThat(List.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SHOP_MODE")).containsAll(config.group().environment().keySet());
    }

    @Test
    void warmupPathsAreSeparatedByWhiteSpaceForUrlsHoldColons() {
        WsgiConfig config = WsgiConfig.read("w", Map.of("warmupPaths", " /a:b\n  http://shop.example:8080/c?d=e ", "warmupSeconds", "2.5"), site);
        assertThat(config.warmupPaths()).extracting(WarmupPath::text).containsExactly("/a:b", "http://shop.example:8080/c?d=e");
        assertThat(config.group().warmupTime()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void whatCannotBeWarmedUpIsRefused() {
        assertThatThrownBy(() -> WsgiConfig.read("shop", Map.of("warmupPaths", "/a page"), site))
                .hasMessage("WsgiServlet [shop] is misconfigured: warmupPaths [page]: write /path or http://host/path, both below the application's mount, "
                        + "separated by white space.");
        assertThatThrownBy(() -> WsgiConfig.read("shop", Map.of("warmupPaths", "/a", "script", "scripts"), site))
                .hasMessageContaining("warmupPaths [/a]: the scripts of a directory are loaded by their first request");
    }

    @Test
    void allProblemsComeInOneMessage() {
        Map<String, String> values = Map.of(
                "script", "WEB-INF/none.wsgi", "application", "1:x", "threads", "many", "pythonPath", "nowhere", "pythonHome", "venv", "importScripts", "i.py",
                "thraeds", "4");
        assertThatThrownBy(() -> WsgiConfig.read("shop", values, site))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("WsgiServlet [shop] is misconfigured: ")
                .hasMessageContaining("script [WEB-INF/none.wsgi]: application [1:x] is set too; keep one of them")
                .hasMessageContaining("application [1:x]: write package.module:callable")
                .hasMessageContaining("threads [many]: write a whole number of at least 1")
                .hasMessageContaining("pythonPath [nowhere]: there is no directory [" + root.resolve("nowhere") + "]")
                .hasMessageContaining("pythonHome [venv]: there is no directory")
                .hasMessageContaining("importScripts [i.py]: there is no file")
                .hasMessageContaining("thraeds [4]: no such setting");
    }

    @Test
    void aMissingScriptIsNamed() {
        assertThatThrownBy(() -> WsgiConfig.read("shop", Map.of("script", "WEB-INF/none.wsgi"), site))
                .hasMessage("WsgiServlet [shop] is misconfigured: script [WEB-INF/none.wsgi]: there is no file [" + root.resolve("WEB-INF/none.wsgi")
                        + "]; put the script there or correct the path.");
    }
}
