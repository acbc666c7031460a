package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** A WAR with WEB-INF/app.wsgi and nothing else to say. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZeroConfigurationIT {

    private static final String SCRIPT = """
            import helper

            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [("%s %s|%s" % (helper.WORD, environ["SCRIPT_NAME"], environ["PATH_INFO"])).encode("latin-1")]
            """;

    private final TomcatServer tomcat;
    private Deployed zero;

    ZeroConfigurationIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        zero = tomcat.deploy(new WsgiWar("zero.war").file("WEB-INF/app.wsgi", SCRIPT).file("WEB-INF/lib-python/helper.py", "WORD = 'python'\n")
                .file("static/style.css", "body {}").file("static/index.html", "an index").file("robots.txt", "robots").file("WEB-INF/secret.txt", "secret")
                .file("META-INF/secret.txt", "secret"));
    }

    @AfterAll
    void undeploy() {
        zero.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a/b", "/static", "/static/", "/static/none.css", "/app.wsgi"})
    void theScriptServesWhatIsNoFile(String path) {
        assertThat(zero.get(path).text()).isEqualTo("python /zero|" + path);
    }

    @Test
    void filesAreServedByTheContainer() {
        Response style = zero.get("/static/style.css");
        assertThat(style.text()).isEqualTo("body {}");
        assertThat(style.header("Content-Type")).startsWith("text/css");
        assertThat(style.headers("ETag")).hasSize(1);
        assertThat(zero.get("/robots.txt").text()).isEqualTo("robots");
    }

    @Test
    void aFileThatHasNotChangedIsNotSentAgain() {
        String tag = zero.get("/robots.txt").header("ETag");
        assertThat(zero.send(Request.get("/zero/robots.txt").header("If-None-Match", tag)).status()).isEqualTo(304);
    }

    @Test
    void headOfAFileHasNoBody() {
        try (RawHttp http = zero.connect()) {
            assertThat(http.send(Request.of("HEAD", "/zero/robots.txt")).readToHead().header("Content-Length")).isEqualTo("6");
            assertThat(http.send(Request.get("/zero/robots.txt")).read().text()).isEqualTo("robots");
        }
    }

    @Test
    void otherMethodsReachTheScriptEvenWhereThereIsAFile() {
        assertThat(zero.send(Request.of("POST", "/zero/robots.txt").body("x")).text()).isEqualTo("python /zero|/robots.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/WEB-INF/secret.txt", "/WEB-INF/app.wsgi", "/META-INF/secret.txt", "/web-inf/secret.txt", "/static/../WEB-INF/secret.txt", "//WEB-INF/secret.txt",
        "/WEB-INF;x/secret.txt", "/%57EB-INF/secret.txt", "/static/..;/WEB-INF/secret.txt", "/./WEB-INF/app.wsgi"})
    void webInfIsOutOfReach(String path) {
        Response response = zero.get(path);
        assertThat(response.text()).doesNotContain("secret\n").doesNotContain("import helper").isNotEqualTo("secret");
    }
}
