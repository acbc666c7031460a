package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Response;

@ApplicationTest
class FlaskIT {

    @RegisterExtension
    static final WsgiApplication FLASK = WsgiApplication.of("flask", DebianPackage.ofPython("python3-flask", "flask"));

    private final Browser browser = FLASK.browser();

    @Test
    void templatesEscapeAndNameUrlsBelowTheContextPath() {
        Response page = browser.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Length")).isEqualTo(Integer.toString(page.body().length));
        assertThat(page.header("X-Served-By")).isEqualTo("flask");
        assertThat(Browser.text(page)).contains("<title>Start</title>", "<link rel=\"stylesheet\" href=\"/flask/static/style.css\">", "Hello stranger",
                "<li>1: &lt;one&gt;</li><li>2: zwei &amp; drei</li>", "<a href=\"/flask/login\">");
    }

    @Test
    void theSessionIsASignedCookie() {
        Response refused = browser.post("/login", "user", "Jörg", "password", "wrong");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("wrong password");

        Response redirection = browser.post("/login", "user", "Jörg", "password", "secret");
        assertThat(redirection.header("Location")).isEqualTo("/flask/");
        assertThat(Browser.text(browser.follow(redirection))).contains("<p class=\"flash\">welcome, Jörg</p>", "Hello Jörg");
        assertThat(Browser.text(browser.get("/"))).contains("Hello Jörg").doesNotContain("welcome");

        String signed = browser.cookie("session");
        browser.setCookie("session", (signed.startsWith("e") ? "f" : "e") + signed.substring(1));
        assertThat(browser.get("/").text()).contains("Hello stranger");
        browser.setCookie("session", signed);
        browser.follow(browser.post("/logout"));
        assertThat(browser.cookie("session")).isNull();
    }

    @Test
    void filesAreUploadedWithTheRestOfTheForm() {
        byte[] first = Content.random(1 << 20);
        byte[] second = "größer\r\n".getBytes(StandardCharsets.UTF_8);
        Response answer = browser.post("/upload", new Multipart().field("comment", "größe").file("file", "a.bin", first).file("file", "b.txt", second));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text()).contains(
                "\"comment\":\"gr\\u00f6\\u00dfe\"", "\"name\":\"a.bin\"", Content.sha256(first), "\"size\":1048576", "\"name\":\"b.txt\"", Content.sha256(second));
    }

    @Test
    void aGeneratorIsStreamedWithItsRequestContext() {
        Response stream = browser.get("/stream/3");
        assertThat(stream.ending()).isIn(Browser.ofUnknownLength());
        assertThat(stream.lines()).containsExactly("line 0 of /stream/3", "line 1 of /stream/3", "line 2 of /stream/3");
    }

    @Test
    void filesAreSentWholeInPartsAndNotAgain() {
        Response whole = browser.get("/download");
        assertThat(whole.header("Content-Disposition")).isEqualTo("attachment; filename=stil.css");
        assertThat(whole.header("Content-Type")).isEqualTo("text/css; charset=utf-8");
        assertThat(whole.header("Content-Length")).isEqualTo(Integer.toString(whole.body().length));
        assertThat(whole.text()).startsWith("body { font-family").endsWith("#efe; }\n");

        Response part = browser.send(browser.request("GET", "/download").header("Range", "bytes=5-9"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 5-9/" + whole.body().length);
        assertThat(part.text()).isEqualTo(whole.text().substring(5, 10));

        Response same = browser.send(browser.request("GET", "/download").header("If-None-Match", whole.header("ETag")));
        assertThat(same.status()).isEqualTo(304);
    }

    @Test
    void staticFilesComeFromTheApplicationsDirectory() {
        assertThat(browser.get("/static/style.css").text()).startsWith("body { font-family");
        assertThat(browser.get("/static/none.css").status()).isEqualTo(404);
        assertThat(browser.get("/static/../app.wsgi").status()).isEqualTo(404);
    }

    @Test
    void errorsGoToTheirHandlers() {
        Response handled = browser.get("/divide/0");
        assertThat(handled.status()).isEqualTo(422);
        assertThat(handled.text()).contains("<p class=\"error\">integer division or modulo by zero</p>");
        assertThat(browser.get("/divide/1").text()).isEqualTo("1");
    }

    @Test
    void anUnhandledErrorIsFlasksOwnPageAndATracebackInTheLog() {
        Response crash = browser.get("/crash");
        assertThat(crash.status()).isEqualTo(500);
        assertThat(crash.text()).contains("<h1>Internal Server Error</h1>").doesNotContain("Traceback", "LookupError", "Tomcat");
        assertThat(FLASK.log().await("LookupError: nobody handles this")).contains("Exception on /crash [GET]");
    }

    @Test
    void aBlueprintSpeaksJson() {
        Response item = browser.get("/api/items/1");
        assertThat(item.text()).contains("\"name\":\"first\"", "\"url\":\"http://localhost/flask/api/items/1\"");
        Response none = browser.get("/api/items/99");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.text().strip()).isEqualTo("{\"error\":\"no item 99\"}");

        Response added = browser.send(browser.request("POST", "/api/items").header("Content-Type", "application/json").body("{\"name\": \"second\"}"));
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.header("Location")).isEqualTo("/flask/api/items/2");
        assertThat(browser.get("/api/items/2").text()).contains("\"name\":\"second\"");
    }

    @Test
    void methodsAreAnsweredAsTheRoutesSay() {
        Response page = browser.get("/login");
        Response head = browser.head("/login");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(page.header("Content-Length"));
        Response refused = browser.send(browser.request("DELETE", "/login"));
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "POST");
    }

    @Test
    void requestsAtTheSameTimeKeepTheirContexts() throws Exception {
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 1; i <= 24; i++) {
            String path = "/stream/" + i;
            calls.add(() -> FLASK.browser().get(path));
        }
        List<Response> answers = AtOnce.call(calls);
        for (int i = 1; i <= 24; i++) {
            String path = "/stream/" + i;
            assertThat(answers.get(i - 1).lines()).hasSize(i).allMatch(line -> line.endsWith(" of " + path));
        }
    }
}
