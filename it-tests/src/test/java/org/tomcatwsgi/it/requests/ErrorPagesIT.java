package org.tomcatwsgi.it.requests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;

/** Whose error page the client sees, in both modes: the application's, or the web application's from web.xml (D-13); and HEAD (D-14). */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorPagesIT {

    private static final String OWN = "the application's own page";
    private static final String OF_WEB_XML = "the page of web.xml";

    private final TomcatServer tomcat;
    private BothModes application;

    ErrorPagesIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        String script = "deployment/requests.py";
        application = new BothModes("errors").mount("/own", script).mount("/override", script, "errorOverride", "on")
                .mount("/head-on", script, "mapHeadToGet", "on").mount("/head-off", script, "mapHeadToGet", "off").servlet("/filtered", script)
                .with("<filter><filter-name>wraps</filter-name><filter-class>org.apache.catalina.filters.AddDefaultCharsetFilter</filter-class></filter>")
                .with("<filter-mapping><filter-name>wraps</filter-name><url-pattern>/filtered/*</url-pattern></filter-mapping>")
                .with("<error-page><error-code>404</error-code><location>/page.html</location></error-page>")
                .with("<error-page><error-code>503</error-code><location>/page.html</location></error-page>")
                .file("page.html", OF_WEB_XML).deploy(tomcat);
    }

    @AfterAll
    void undeploy() {
        application.close();
    }

    @ParameterizedTest
    @CsvSource({"EMBEDDED, 404, list", "EMBEDDED, 404, stream", "EMBEDDED, 503, list", "DAEMON_CPYTHON, 404, list", "DAEMON_CPYTHON, 404, stream", "DAEMON_CPYTHON, 503, list"})
    void thePageOfWebXmlTakesTheApplicationsPlace(Mode mode, int status, String how) {
        Response own = application.get(mode, "/own/error?status=" + status + "&how=" + how);
        assertThat(own.status()).isEqualTo(status);
        assertThat(own.text()).isEqualTo(OWN);
        assertThat(own.header("Content-Type")).isEqualTo("text/x-own");
        Response overridden = application.get(mode, "/override/error?status=" + status + "&how=" + how);
        assertThat(overridden.status()).isEqualTo(status);
        assertThat(overridden.text()).isEqualTo(OF_WEB_XML);
        assertThat(overridden.header("Content-Type")).startsWith("text/html");
        assertThat(overridden.header("Content-Language")).isNotEqualTo("tlh");
        assertThat(overridden.headers("ETag")).doesNotContain("\"own\"");
        assertThat(overridden.headers("Set-Cookie")).contains("own=1");
        assertThat(overridden.header("WWW-Authenticate")).isEqualTo("Own");
        assertThat(overridden.ending().isWhole()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void anErrorWithoutAPageInWebXmlHasTheContainers(Mode mode) {
        Response response = application.get(mode, "/override/error?status=409&how=stream");
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.text()).contains("409").doesNotContain(OWN).doesNotContain(OF_WEB_XML);
        assertThat(application.get(mode, "/override/error?status=302&how=list").text()).isEqualTo(OWN);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void filesAndBrokenPagesAreReplacedToo(Mode mode) {
        Response file = application.get(mode, "/override/error-file");
        assertThat(file.status()).isEqualTo(410);
        assertThat(file.text()).contains("410").doesNotContain("PEP 3333");
        Response midway = application.get(mode, "/override/error-midway");
        assertThat(midway.status()).isEqualTo(404);
        assertThat(midway.text()).isEqualTo(OF_WEB_XML);
        assertThat(midway.ending().isWhole()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "EMBEDDED, /own, HEAD", "EMBEDDED, /head-on, GET", "EMBEDDED, /head-off, HEAD", "EMBEDDED, /filtered, GET",
        "DAEMON_CPYTHON, /own, HEAD", "DAEMON_CPYTHON, /head-on, GET", "DAEMON_CPYTHON, /head-off, HEAD"})
    void headIsShownAsGetOnlyWhereItIsWanted(Mode mode, String mount, String seen) {
        for (String path : new String[] {"/method", "/method?how=stream", "/method-file"}) {
            try (RawHttp http = RawHttp.connect(tomcat.base().port())) {
                String target = application.path(mode) + mount + path;
                Response head = http.send(Request.of("HEAD", target)).readToHead();
                assertThat(head.status()).as(target).isEqualTo(200);
                assertThat(head.header("X-Method")).as(target).isEqualTo(seen);
                Response next = http.send(Request.get(application.path(mode) + mount + "/method")).read();
                assertThat(next.text()).as("behind HEAD " + target).isEqualTo("method GET");
                if (path.equals("/method")) {
                    assertThat(head.header("Content-Length")).as(target).isEqualTo(Integer.toString(("method " + seen).length()));
                }
            }
        }
    }
}
