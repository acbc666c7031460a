package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Where an application comes from and where it is mounted: scripts, directories of them, modules, paths (D-01 to D-10, D-24, D-25). */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MountingIT {

    private static final String SCRIPT = "WEB-INF/group.py";
    private static final String WORD = """
            def %s(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [("%s " + environ["SCRIPT_NAME"] + "|" + environ["PATH_INFO"]).encode("latin-1")]
            """;

    private final TomcatServer tomcat;
    private Deployed mounts;

    MountingIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        mounts = tomcat.deploy(new WsgiWar("mounts.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib"))
                .file("WEB-INF/lib-python/found.py", "WHERE = 'lib-python'\n")
                .file("WEB-INF/lib-python/shop/__init__.py", "")
                .file("WEB-INF/lib-python/shop/web.py", word("application", "module") + word("other", "other callable")
                        + "class site:\n    application = staticmethod(application)\n")
                .fixture(SCRIPT, "deployment/group.py")
                .file("WEB-INF/callables.py", word("application", "first") + word("second", "second"))
                .file("WEB-INF/scripts/one.py", word("application", "one"))
                .file("WEB-INF/scripts/two.wsgi", word("application", "two"))
                .file("WEB-INF/scripts/broken.py", "application = undefined\n")
                .file("WEB-INF/scripts/below/three.py", word("application", "three"))
                .file("WEB-INF/before.py", "import builtins\nbuiltins.trace_left = 'import script'\n")
                .file("WEB-INF/path/pth/extra.pth", "../linked\n")
                .file("WEB-INF/path/linked/linked.py", "WHERE = 'through a pth file'\n")
                .file("WEB-INF/path/plain/found.py", "WHERE = 'python path'\n")
                .file("WEB-INF/home/found.py", "WHERE = 'home'\n")
                .file("WEB-INF/venv/pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.12.8\n")
                .file("WEB-INF/venv/lib/python3.12/site-packages/installed.py", "WHERE = 'virtual environment'\n")
                .file("WEB-INF/venv/lib/python3.12/site-packages/more.pth", "../../../elsewhere\n")
                .file("WEB-INF/venv/elsewhere/pointed.py", "WHERE = 'pth of the virtual environment'\n")
                .webXml(new WebXml().defaults("env.FROM_CONTEXT", "context").defaults("env.OVERRIDDEN", "context")
                        .servlet("script", "/script/*", "script", SCRIPT, "importScripts", "WEB-INF/before.py", "env.OVERRIDDEN", "servlet",
                                "pythonPath", "WEB-INF/path/pth:WEB-INF/path/plain")
                        .servlet("home", "/home/*", "script", SCRIPT, "home", "WEB-INF/home")
                        .servlet("venv", "/venv/*", "script", SCRIPT, "pythonHome", "WEB-INF/venv")
                        .servlet("module", "/module/*", "application", "shop.web", "applicationGroup", "small")
                        .servlet("attribute", "/attribute/*", "application", "shop.web:site.application", "applicationGroup", "small")
                        .servlet("other", "/other/*", "application", "shop.web:other", "applicationGroup", "small")
                        .servlet("first", "/first/*", "script", "WEB-INF/callables.py", "applicationGroup", "small")
                        .servlet("second", "/second/*", "script", "WEB-INF/callables.py", "callableObject", "second", "applicationGroup", "small")
                        .servlet("absolute", "/absolute/*", "script", absolute("deployment/group.py"), "applicationGroup", "small")
                        .servlet("exact", "/exact/path", "script", "WEB-INF/callables.py", "applicationGroup", "small")
                        .servlet("scripts", "/scripts/*", "script", "WEB-INF/scripts", "applicationGroup", "small")));
    }

    @AfterAll
    void undeploy() {
        mounts.close();
    }

    private static String word(String callable, String word) {
        return WORD.formatted(callable, word);
    }

    private static String absolute(String fixture) {
        return Property.path("it.wsgi").resolve(fixture).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "/module/a,       module /mounts/module|/a",
        "/attribute/a,    module /mounts/attribute|/a",
        "/other/a,        other callable /mounts/other|/a",
        "/first/a,        first /mounts/first|/a",
        "/second/a,       second /mounts/second|/a",
        "/exact/path,     first /mounts/exact/path|",
        "/scripts/one.py, one /mounts/scripts/one.py|",
        "/scripts/one.py/a/b,   one /mounts/scripts/one.py|/a/b",
        "/scripts/two.wsgi/,    two /mounts/scripts/two.wsgi|/",
        "/scripts/%6fne.py/a,   one /mounts/scripts/one.py|/a",
    })
    void everyMountServesItsApplication(String path, String expected) {
        assertThat(mounts.get(path).text().strip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/scripts", "/scripts/", "/scripts/none.py", "/scripts/one", "/scripts/..%5c..%5cgroup.py", "/scripts/%2e%2e/callables.py"})
    void aScriptThatIsNotInTheDirectoryIsNotFound(String path) {
        assertThat(mounts.get(path).status()).isIn(404, 400);
    }

    @Test
    void aDirectoryBelowIsForbidden() {
        assertThat(mounts.get("/scripts/below/three.py").status()).isEqualTo(403);
    }

    @Test
    void aBrokenScriptOfADirectoryAnswers500AndLeavesTheOthersAlone() {
        Response broken = mounts.get("/scripts/broken.py");
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.text()).doesNotContain("NameError", "undefined", "broken.py");
        assertThat(tomcat.log().await("NameError: name 'undefined' is not defined")).contains("broken.py");
        assertThat(mounts.get("/scripts/one.py").text()).startsWith("one ");
    }

    @Test
    void aScriptMayBeAnywhere() {
        assertThat(mounts.get("/absolute/count").status()).isEqualTo(200);
    }

    @Test
    void importScriptsRunBeforeTheFirstRequest() {
        assertThat(mounts.get("/script/show").lines()).contains("builtin=import script");
    }

    @Test
    void thePythonPathIsInFrontAndItsPthFilesCount() {
        assertThat(mounts.get("/script/imported?name=linked").text()).startsWith("through a pth file ");
        assertThat(mounts.get("/script/imported?name=found").text()).startsWith("python path ");
        assertThat(mounts.get("/module/").text()).startsWith("module ");
    }

    @Test
    void homeIsTheWorkingDirectoryAndLeadsThePath() {
        Path home = mounts.directory().resolve("WEB-INF/home");
        assertThat(mounts.get("/home/show").lines()).contains("directory=" + home, "first=" + home);
        assertThat(mounts.get("/home/imported?name=found").text()).startsWith("home ");
    }

    @Test
    void aVirtualEnvironmentGivesItsPackages() {
        assertThat(mounts.get("/venv/imported?name=installed").text()).startsWith("virtual environment ");
        assertThat(mounts.get("/venv/imported?name=pointed").text()).startsWith("pth of the virtual environment ");
        assertThat(mounts.get("/venv/show").lines()).contains("prefix=" + mounts.directory().resolve("WEB-INF/venv"));
        assertThat(mounts.get("/home/imported?name=installed").status()).isEqualTo(500);
    }

    @Test
    void variablesReachEnvironAndOsEnviron() {
        assertThat(mounts.get("/script/variable?name=FROM_CONTEXT").text()).isEqualTo("context context");
        assertThat(mounts.get("/script/variable?name=OVERRIDDEN").text()).isEqualTo("servlet servlet");
        assertThat(mounts.get("/home/variable?name=OVERRIDDEN").text()).isEqualTo("context context");
    }
}
