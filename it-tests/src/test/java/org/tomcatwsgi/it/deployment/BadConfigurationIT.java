package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Jvm;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Mistakes of an operator stop the deployment, with one message that names the setting, its value in brackets and the remedy; nothing is left behind. */
@DeploymentTest
class BadConfigurationIT {

    private static final String HELLO = """
            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"hello"]
            """;

    private final TomcatServer tomcat;
    private final String group = "bad-" + UUID.randomUUID();

    BadConfigurationIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @AfterEach
    void nothingIsLeftBehind() {
        try (Jvm jvm = tomcat.jvm()) {
            assertThat(jvm.threads(group)).isEmpty();
        }
        assertThat(tomcat.base().webapps().resolve("bad")).doesNotExist();
    }

    private String refused(WsgiWar war, String... parameters) {
        String[] all = new String[parameters.length + 2];
        System.arraycopy(parameters, 0, all, 0, parameters.length);
        all[parameters.length] = "applicationGroup";
        all[parameters.length + 1] = group;
        return refused(war.webXml(new WebXml().servlet("shop", "/*", all)));
    }

    private String refused(WsgiWar war) {
        String message = tomcat.deployInVain(war);
        assertThat(tomcat.site().get("/" + war.archive().getName().replace(".war", "/")).status()).isEqualTo(404);
        return message;
    }

    /** Each with a name of its own, so that a message in the log belongs to one test. */
    private static WsgiWar war() {
        return new WsgiWar("bad-" + UUID.randomUUID() + ".war");
    }

    private static WsgiWar hello() {
        return war().file("WEB-INF/hello.py", HELLO).file("WEB-INF/file", "not a directory");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "script            | WEB-INF/none.py     | there is no file",
        "application       | no-module!          | write package.module:callable",
        "threads           | 0                   | write a whole number of at least 1",
        "threads           | many                | write a whole number of at least 1",
        "interpreters      | -1                  | write a number of at least 1, or a range as 1-4",
        "interpreters      | 4-1                 | write a number of at least 1, or a range as 1-4",
        "interpreterIdleTimeout | long           | write seconds",
        "requestTimeout    | soon                | write seconds",
        "queueTimeout      | -5                  | write seconds",
        "threadStackSize   | big                 | write a number of bytes",
        "chunkedRequest    | maybe               | write on or off",
        "scriptReloading   | 1                   | write on or off",
        "pythonPath        | WEB-INF/none        | there is no directory",
        "pythonPath        | WEB-INF/file        | there is no directory",
        "pythonHome        | WEB-INF/none        | there is no directory",
        "home              | WEB-INF/none        | there is no directory",
        "importScripts     | WEB-INF/none.py     | there is no file",
        "warmupPaths       | page                | write /path or http://host/path",
        "dispatchScript    | WEB-INF/none.py     | there is no file",
        "proceses          | 2                   | no such setting",
        "Threads           | 2                   | no such setting",
    })
    void aBadValueIsNamedWithItsRemedy(String setting, String value, String remedy) {
        String message = setting.equals("script") || setting.equals("application") ? refused(hello(), setting, value)
                : refused(hello(), "script", "WEB-INF/hello.py", setting, value);
        assertThat(message).contains("[shop]").contains(setting + " [" + value + "]").contains(remedy).hasLineCount(1);
    }

    @Test
    void everyProblemOfAServletIsInOneMessage() {
        String message = refused(hello(), "script", "WEB-INF/hello.py", "threads", "none", "interpreters", "0", "wonder", "yes");
        assertThat(message).contains("threads [none]").contains("interpreters [0]").contains("wonder [yes]").hasLineCount(1);
    }

    @Test
    void everyServletWithAProblemIsInOneMessage() {
        String message = refused(hello().webXml(new WebXml().servlet("one", "/one/*", "script", "WEB-INF/one.py").servlet("two", "/two/*", "script", "WEB-INF/two.py")));
        assertThat(message).contains("[one]").contains("[WEB-INF/one.py]").contains("[two]").contains("[WEB-INF/two.py]");
    }

    @Test
    void scriptAndApplicationContradictEachOther() {
        assertThat(refused(hello(), "script", "WEB-INF/hello.py", "application", "shop:application"))
                .contains("script [WEB-INF/hello.py]").contains("application [shop:application]").contains("keep one of them");
    }

    @Test
    void aServletWithoutAnythingToServeSaysWhatIsMissing() {
        assertThat(refused(hello().webXml(new WebXml().servlet("shop", "/*")))).contains("[WEB-INF/app.wsgi]").contains("put the script there")
                .contains("set application");
    }

    @Test
    void servletsThatShareAGroupMustAgree() {
        String message = refused(hello().webXml(new WebXml()
                .servlet("one", "/one/*", "script", "WEB-INF/hello.py", "applicationGroup", group, "threads", "3")
                .servlet("two", "/two/*", "script", "WEB-INF/hello.py", "applicationGroup", group, "threads", "4")));
        assertThat(message).contains("[" + group + "]").contains("threads").contains("[3]").contains("[4]").contains("Make them equal").hasLineCount(1);
    }

    @Test
    void aContextParamIsCheckedLikeAnInitParam() {
        assertThat(refused(hello().webXml(new WebXml().defaults("threads", "some").servlet("shop", "/*", "script", "WEB-INF/hello.py"))))
                .contains("threads [some]");
    }

    @Test
    void aSyntaxErrorIsShownWithItsPlace() {
        assertThat(refused(war().file("WEB-INF/hello.py", "def application(environ, start_response)\n    return []\n"), "script", "WEB-INF/hello.py"))
                .contains("hello.py]").contains("SyntaxError").contains("line 1").contains("Correct it");
    }

    @Test
    void anExceptionAtLoadIsShownWithItsTraceback() {
        assertThat(refused(war().file("WEB-INF/hello.py", "def begin():\n    raise ValueError('no database')\n\nbegin()\n"), "script", "WEB-INF/hello.py"))
                .contains("hello.py]").contains("ValueError: no database").contains("line 2, in begin");
    }

    @Test
    void anExitAtLoadIsNoExitOfTheServer() {
        assertThat(refused(war().file("WEB-INF/hello.py", "raise SystemExit(3)\n"), "script", "WEB-INF/hello.py")).contains("hello.py]").contains("SystemExit");
        assertThat(tomcat.isAlive()).isTrue();
    }

    @Test
    void aCallableThatIsNotThereIsNamed() {
        assertThat(refused(war().file("WEB-INF/hello.py", "app = 1\n"), "script", "WEB-INF/hello.py")).contains("hello.py]").contains("[application]")
                .contains("callableObject").hasLineCount(1);
        assertThat(refused(war().file("WEB-INF/hello.py", "app = 1\n"), "script", "WEB-INF/hello.py", "callableObject", "app")).contains("[app]")
                .contains("not callable").contains("callableObject").hasLineCount(1);
    }

    @Test
    void aModuleThatIsNotThereIsNamed() {
        assertThat(refused(hello(), "application", "shop.web:application")).contains("[shop.web]").contains("ModuleNotFoundError")
                .contains("WEB-INF/lib-python").contains("pythonPath");
    }

    @Test
    void aBrokenImportScriptStopsTheDeployment() {
        assertThat(refused(hello().file("WEB-INF/before.py", "import nothing_of_that_name\n"), "script", "WEB-INF/hello.py", "importScripts", "WEB-INF/before.py"))
                .contains("before.py]").contains("ModuleNotFoundError");
    }

    /** A regular file in the way of a directory stops root, too, whom permissions do not. */
    @ParameterizedTest
    @CsvSource({"WEB-INF/file", "WEB-INF/file/below"})
    void aWorkDirectoryThatCannotBeOneIsNamed(String directory) {
        assertThat(refused(hello(), "script", "WEB-INF/hello.py", "workDirectory", directory)).contains("workDirectory [").contains(directory + "]")
                .containsAnyOf("Set workDirectory to", "set workDirectory to").hasLineCount(1);
    }

    @Test
    void aWarThatIsNotUnpackedIsRefused() {
        assertThat(refused(hello().file("META-INF/context.xml", "<Context unpackWAR=\"false\"/>"), "script", "WEB-INF/hello.py"))
                .contains("served from its WAR file").contains("unpackWARs=\"true\"").hasLineCount(1);
    }

    @Test
    void theNextDeploymentIsNotHarmed() {
        refused(war().file("WEB-INF/app.wsgi", "import nothing_of_that_name\n"));
        try (Deployed good = tomcat.deploy(new WsgiWar("good.war").file("WEB-INF/app.wsgi", HELLO))) {
            assertThat(good.get("/").text()).isEqualTo("hello");
        }
    }
}
