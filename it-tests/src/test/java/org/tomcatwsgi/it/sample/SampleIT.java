package org.tomcatwsgi.it.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** The sample application as a thin WAR: what a newcomer clicks on. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleIT {

    private static final Pattern COOKIE = Pattern.compile("[^;]+");
    private static final Pattern TOKEN = Pattern.compile("type=\"hidden\" name=\"([a-z]+)\" value=\"([0-9a-f]+)\"");

    private final TomcatServer tomcat;
    private Deployed sample;

    SampleIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        sample = tomcat.deploy(new WsgiWar("sample.war").files("", Property.path("it.sample")));
    }

    @AfterAll
    void undeploy() {
        sample.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/guestbook", "/upload", "/stream", "/source", "/environ", "/source/app.py"})
    void everyPageAnswers(String path) {
        Response page = sample.get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.text()).isNotEmpty();
    }

    @Test
    void theHomePageShowsModeGroupAndInterpreter() {
        assertThat(sample.get("/").text()).contains("embedded", "localhost|/sample", "1.1", "GraalPy 25.0.3");
    }

    @Test
    void linksKnowWhereTheApplicationIsMounted() {
        assertThat(sample.get("/").text()).contains("href=\"/sample/guestbook\"", "href=\"/sample/static/style.css\"");
        assertThat(sample.get("/static/style.css").header("Content-Type")).startsWith("text/css");
    }

    @Test
    void anEntryOfTheGuestBookIsShownEscaped() {
        Response form = sample.get("/guestbook");
        Response signed = sign(form, "name=%3Cb%3EAda&message=Hello+%26+welcome");
        assertThat(signed.status()).isEqualTo(303);
        assertThat(sample.get("/guestbook").text()).contains("&lt;b&gt;Ada", "Hello &amp; welcome").doesNotContain("<b>Ada");
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        Response refused = sample.send(Request.post("/sample/guestbook", "name=Eve&message=x").header("Content-Type", "application/x-www-form-urlencoded"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(sample.get("/guestbook").text()).doesNotContain("Eve");
    }

    @Test
    void anUploadIsMeasuredAndHashed() {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--b--\r\n";
        Response answer = sample.send(Request.post("/sample/upload", body).header("Content-Type", "multipart/form-data; boundary=b"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("a.txt", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void theStreamArrivesWhole() {
        Response stream = sample.get("/stream/text");
        assertThat(stream.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(stream.ending().isWhole()).isTrue();
    }

    @Test
    void secretsAreMaskedInTheEnviron() {
        Response environ = sample.send(Request.get("/sample/environ").header("Authorization", "Basic c2VjcmV0"));
        assertThat(environ.text()).contains("HTTP_AUTHORIZATION").doesNotContain("c2VjcmV0");
    }

    @Test
    void anErrorShowsNothingOfItself() {
        Response error = sample.get("/error");
        assertThat(error.status()).isEqualTo(500);
        assertThat(error.text()).doesNotContain("Traceback").doesNotContain("Error(");
    }

    @Test
    void unknownPagesAndMethodsAreSaidSo() {
        assertThat(sample.get("/nowhere").status()).isEqualTo(404);
        Response refused = sample.send(Request.of("DELETE", "/sample/guestbook"));
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, POST");
    }

    private Response sign(Response form, String fields) {
        Matcher token = TOKEN.matcher(form.text());
        assertThat(token.find()).as("a hidden token in the form").isTrue();
        Matcher cookie = COOKIE.matcher(form.header("Set-Cookie"));
        assertThat(cookie.find()).isTrue();
        return sample.send(Request.post("/sample/guestbook", fields + "&" + token.group(1) + "=" + token.group(2))
                .header("Content-Type", "application/x-www-form-urlencoded").header("Cookie", cookie.group()));
    }
}
