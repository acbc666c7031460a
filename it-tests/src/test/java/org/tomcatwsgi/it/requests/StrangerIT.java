package org.tomcatwsgi.it.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;

/** A stranger's request reaches neither WEB-INF nor a script's source, however it is written, in both modes. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangerIT {

    private static final String SECRET = "the source of a script";
    private static final String SCRIPT = """
            '''%s'''

            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"the application"]
            """.formatted(SECRET);

    private final TomcatServer tomcat;
    private BothModes application;

    StrangerIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        application = new BothModes("stranger").mount("", "/front.wsgi", "staticFiles", "on").mount("/inside", "/WEB-INF/secret.py", "staticFiles", "on")
                .mount("/tools", "/tools", "staticFiles", "on")
                .file("front.wsgi", SCRIPT).file("WEB-INF/secret.py", SCRIPT).file("tools/one.py", SCRIPT).file("META-INF/secret.txt", SECRET)
                .file("public.txt", "a file for everybody").deploy(tomcat);
    }

    @AfterAll
    void undeploy() {
        application.close();
    }

    private static List<String> ways(String file) {
        return List.of(
                "/" + file, "//" + file, "/./" + file, "/x/../" + file, "/%2e/" + file, "/x/%2e%2e/" + file, "/" + file.toLowerCase(), "/" + file + ";a=b",
                "/;a=b/" + file, "/" + file.replaceFirst("/", ";a=b/"), "/" + file.replaceFirst("/", "//"), "/" + file.replaceFirst("/", "%2F"),
                "/" + file.replaceFirst("/", "%5C"), "/" + file.replaceFirst("W", "%57").replaceFirst("f", "%66"), "/" + file + "%00", "/" + file + "/",
                "/" + file + "%20", "/" + file + ".", "/" + file + "::$DATA", "/inside/../" + file, "/inside/%2e%2e/" + file, "/tools/../" + file,
                "/tools/..;/" + file, "/tools/%2e%2e%2f" + file, "/" + file + "?x", "/public.txt/../" + file, "/\u00e0\u0080\u00ae/" + file);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void whatIsPrivateStaysSo(Mode mode) {
        assertThat(application.get(mode, "/public.txt").text()).isEqualTo("a file for everybody");
        assertThat(application.get(mode, "/").text()).isEqualTo("the application");
        assertThat(application.get(mode, "/tools/one.py").text()).isEqualTo("the application");
        for (int port : new int[] {tomcat.base().port(), tomcat.base().tolerantPort()}) {
            for (String file : new String[] {"WEB-INF/secret.py", "WEB-INF/web.xml", "META-INF/secret.txt", "META-INF/context.xml", "front.wsgi", "tools/one.py"}) {
                for (String way : ways(file)) {
                    hidden(port, Request.get(application.path(mode) + way));
                }
            }
        }
    }

    private static void hidden(int port, Request request) {
        try (RawHttp http = RawHttp.connect(port)) {
            Response response = http.send(request).read();
            assertThat(response.text()).as(request.head()).doesNotContain(SECRET).doesNotContain("<web-app").doesNotContain("<Context").doesNotContain("def application");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void noMethodShowsASource(Mode mode) {
        for (String method : new String[] {"HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PROPFIND", "TRACE"}) {
            for (String file : new String[] {"/WEB-INF/secret.py", "/front.wsgi", "/tools/one.py"}) {
                Request request = Request.of(method, application.path(mode) + file).header("Range", "bytes=0-5").header("Content-Length", "0");
                if (method.equals("HEAD")) {
                    try (RawHttp http = RawHttp.connect(tomcat.base().port())) {
                        assertThat(http.send(request).readToHead().header("Content-Length")).as(file).isNotEqualTo(Integer.toString(SCRIPT.length()));
                    }
                } else {
                    hidden(tomcat.base().port(), request);
                }
            }
        }
    }
}
