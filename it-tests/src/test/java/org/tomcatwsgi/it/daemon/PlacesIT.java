package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;

/** Valves at an Engine, a Host and Contexts of one Tomcat: which of them serves what, and what none of them serves (D-01, D-06). */
@Tag("daemon")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacesIT {

    private static final String SHARED = "shared";
    /** Says who it is, where it stands, and which process it is. */
    private static final String SCRIPT = """
            import os

            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [("%%s|%%s|%%s|%%s|%%d" %% ("%s", environ["SCRIPT_NAME"], environ["PATH_INFO"], environ["mod_wsgi.process_group"], os.getpid())).encode()]
            """;

    private TomcatServer tomcat;

    @BeforeAll
    void start() throws IOException {
        CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "places").install();
        Path scripts = Files.createDirectories(base.directory().resolve("scripts/directory/sub"));
        for (String name : new String[] {"engine", "host", "longer", "longest", "context", "meta"}) {
            Files.writeString(base.directory().resolve("scripts/" + name + ".py"), SCRIPT.formatted(name));
        }
        Files.writeString(scripts.resolveSibling("one.py"), SCRIPT.formatted("one"));
        Files.writeString(scripts.resolveSibling("two.wsgi"), SCRIPT.formatted("two"));
        Files.writeString(scripts.resolve("three.py"), SCRIPT.formatted("three"));
        valves(base.directory().resolve("conf/server.xml"));
        web(base.webapps().resolve("ROOT"));
        web(base.webapps().resolve("plain"));
        web(base.directory().resolve("outside"));
        Files.writeString(base.directory().resolve("conf/Catalina/localhost/outside.xml"), ValveXml.of(
                "processGroup", SHARED, "path", "/app", "script", base.directory().resolve("scripts/context.py").toString()).context()
                .replace("<Context>", "<Context docBase=\"" + base.directory().resolve("outside") + "\">"));
        Path meta = web(base.webapps().resolve("meta"));
        Files.createDirectories(meta.resolve("WEB-INF"));
        Files.createDirectories(meta.resolve("META-INF"));
        Files.copy(base.directory().resolve("scripts/meta.py"), meta.resolve("WEB-INF/meta.py"));
        Files.writeString(meta.resolve("META-INF/context.xml"), ValveXml.of(
                "processGroup", "meta", "python", Mode.DAEMON_CPYTHON.python(), "path", "/", "script", "WEB-INF/meta.py").context());
        tomcat = TomcatServer.start(base);
    }

    /** Engine: /engine, and /plain/covered inside a web application. Host: a tree of paths, and a directory of scripts. */
    private static void valves(Path server) throws IOException {
        String engine = "<Engine name=\"Catalina\" defaultHost=\"localhost\">";
        String host = Files.readString(server).lines().filter(line -> line.contains("<Host name=\"localhost\"")).findFirst().orElseThrow();
        String text = Files.readString(server).replace(engine, engine + "\n" + ValveXml.of(
                "processGroup", SHARED, "processes", "1", "python", Mode.DAEMON_CPYTHON.python(), "mounts",
                "/engine=scripts/engine.py,/plain/covered=scripts/engine.py,/tree/from/engine=scripts/engine.py"));
        int end = text.indexOf('>', text.indexOf(host)) + 1;
        Files.writeString(server, text.substring(0, end) + "\n"
                + ValveXml.of("processGroup", SHARED, "mounts", "/tree=scripts/host.py,/tree/longer=scripts/longer.py\n/tree/longer/longest=scripts/longest.py")
                + ValveXml.of("processGroup", SHARED, "path", "/scripts", "script", "scripts/directory") + text.substring(end));
    }

    private static Path web(Path directory) throws IOException {
        Files.writeString(Files.createDirectories(directory).resolve("page.txt"), "static page");
        return directory;
    }

    @AfterAll
    void stop() {
        tomcat.close();
    }

    private String[] get(String target) {
        Response response = tomcat.site().get(target);
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        return response.text().split("\\|");
    }

    @ParameterizedTest
    @CsvSource({
        "/engine,                     engine,  /engine,              '',        shared",
        "/engine/a/b?c,               engine,  /engine,              /a/b,      shared",
        "/plain/covered/x,            engine,  /plain/covered,       /x,        shared",
        "/tree,                       host,    /tree,                '',        shared",
        "/tree/,                      host,    /tree,                /,         shared",
        "/tree/longerx,               host,    /tree,                /longerx,  shared",
        "/tree/longer/x,              longer,  /tree/longer,         /x,        shared",
        "/tree/longer/longest,        longest, /tree/longer/longest, '',        shared",
        "/tree/longer/longest/x,      longest, /tree/longer/longest, /x,        shared",
        "/tree/from/engine/x,         engine,  /tree/from/engine,    /x,        shared",
        "/scripts/one.py,             one,     /scripts/one.py,      '',        shared",
        "/scripts/one.py/x,           one,     /scripts/one.py,      /x,        shared",
        "/scripts/two.wsgi/x,         two,     /scripts/two.wsgi,    /x,        shared",
        "/outside/app/x,              context, /outside/app,         /x,        shared",
        "/meta/x,                     meta,    /meta,                /x,        meta",
        "/meta/page.txt,              meta,    /meta,                /page.txt, meta",
    })
    void thePathDecidesWhoServes(String target, String script, String scriptName, String pathInfo, String group) {
        assertThat(get(target)).startsWith(script, scriptName, pathInfo, group);
    }

    @ParameterizedTest
    @CsvSource({"/page.txt", "/plain/page.txt", "/outside/page.txt"})
    void whatIsNotMountedGoesToTheWebApplication(String target) {
        assertThat(tomcat.site().get(target).text()).isEqualTo("static page");
    }

    @ParameterizedTest
    @CsvSource({"/enginex, 404", "/plain/coveredx, 404", "/outside/appx, 404", "/outside/ap, 404", "/scripts/none.py, 404", "/scripts, 404", "/scripts/sub/x.py, 403"})
    void whatNobodyServesIsRefused(String target, int status) {
        assertThat(tomcat.site().get(target).status()).isEqualTo(status);
    }

    @Test
    void aPathWrittenInAnotherWayIsStillThePath() {
        assertThat(get("/tree/./longer/../longer/x")).startsWith("longer", "/tree/longer", "/x");
        assertThat(get("/%74ree/longer/x")).startsWith("longer", "/tree/longer", "/x");
        assertThat(tomcat.site().get("/tree/../../etc").status()).isEqualTo(400);
    }

    @Test
    void valvesThatNameTheSameGroupShareItsProcess() {
        String pid = get("/engine")[4];
        for (String target : new String[] {"/tree", "/tree/longer", "/scripts/one.py", "/outside/app"}) {
            assertThat(get(target)[4]).as(target).isEqualTo(pid);
        }
        assertThat(get("/meta/")[4]).isNotEqualTo(pid);
        assertThat(new DaemonProcesses(SHARED).pids()).containsExactly(Long.valueOf(pid));
    }

    @Test
    void anErrorOutsideOfAWebApplicationHasTheHostsPage() throws IOException {
        Files.writeString(tomcat.base().directory().resolve("scripts/directory/broken.py"), "def application(environ, start_response):\n    raise ValueError('secret')\n");
        Response response = tomcat.site().get("/scripts/broken.py");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.header("Content-Type")).startsWith("text/html");
        assertThat(response.text()).contains("500").doesNotContain("secret");
    }
}
