package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Response;

@ApplicationTest
class BottleIT {

    private static final String NUMBERS = IntStream.rangeClosed(1, 20000).mapToObj(number -> number + "\n").collect(Collectors.joining());

    @RegisterExtension
    static final WsgiApplication BOTTLE = WsgiApplication.of("bottle", DebianPackage.ofPython("python3-bottle", "bottle.py"))
            .with("home", "${data}");

    private final Browser browser = BOTTLE.browser();

    @Test
    void templatesEscapeAndNameUrlsBelowTheContextPath() {
        Response page = browser.get("/");
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(page.header("X-Served-By")).isEqualTo("bottle");
        assertThat(page.text()).startsWith("<!doctype html>\n<title>Start</title>")
                .contains("<li>1: &lt;one&gt;</li>", "<li>2: zwei &amp; drei</li>", "<a href=\"/bottle/hello/you\">", "<b>raw</b>");
    }

    @Test
    void routesTakeTheirArgumentsFromPathAndQuery() {
        assertThat(Browser.text(browser.get("/hello/J%C3%B6rg?greeting=Gr%C3%BC%C3%9F+dich"))).isEqualTo("Hello Jörg, Grüß dich");
        Response sum = browser.get("/sum/2/40");
        assertThat(sum.header("Content-Type")).isEqualTo("application/json");
        assertThat(sum.text()).isEqualTo("{\"sum\": 42}");
        assertThat(browser.get("/sum/2/x").text()).isEqualTo("nothing at /sum/2/x");
    }

    @Test
    void aSignedCookieTellsWhoIsThere() {
        assertThat(browser.get("/whoami").text()).isEqualTo("nobody");
        Response redirection = browser.post("/login", "user", "Jörg");
        assertThat(redirection.header("Location")).isEqualTo("http://localhost/bottle/whoami");
        assertThat(Browser.text(browser.follow(redirection))).isEqualTo("Jörg");
        browser.setCookie("user", browser.cookie("user").replace("!", "!x"));
        assertThat(browser.get("/whoami").text()).isEqualTo("nobody");
    }

    @Test
    void aFileIsUploaded() {
        byte[] content = Content.random(300_000);
        Response answer = browser.post("/upload", new Multipart().field("comment", "for you").file("file", "../Straße 1.bin", content));
        assertThat(answer.text()).contains("\"raw_name\": \"../Stra\\u00dfe 1.bin\"", "\"size\": 300000", Content.sha256(content), "\"comment\": \"for you\"");
    }

    @Test
    void staticFilesAreSentWholeInPartsAndNotAgain() {
        Response whole = browser.get("/files/numbers.txt");
        assertThat(whole.text()).isEqualTo(NUMBERS);
        assertThat(whole.header("Content-Length")).isEqualTo("108894");
        assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");

        Response head = browser.head("/files/numbers.txt");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("108894");

        Response part = browser.send(browser.request("GET", "/files/numbers.txt").header("Range", "bytes=-6"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 108888-108893/108894");
        assertThat(part.text()).isEqualTo("20000\n");

        Response same = browser.send(browser.request("GET", "/files/numbers.txt").header("If-Modified-Since", whole.header("Last-Modified")));
        assertThat(same.status()).isEqualTo(304);
        assertThat(browser.get("/files/%2e%2e/%2e%2e/app.wsgi").status()).isEqualTo(404);
    }

    @Test
    void anOpenFileGoesThroughTheFileWrapper() {
        Response whole = browser.get("/whole");
        assertThat(whole.header("Content-Type")).isEqualTo("text/plain");
        assertThat(whole.text()).isEqualTo(NUMBERS);
    }

    @Test
    void aGeneratorIsStreamed() {
        Response stream = browser.get("/stream");
        assertThat(stream.ending()).isIn(Browser.ofUnknownLength());
        assertThat(Browser.text(stream)).isEqualTo("Zeile 0 äöü\nZeile 1 äöü\nZeile 2 äöü\n");
    }

    @Test
    void statusesAndErrorsAreTheApplicationsOwn() {
        Response teapot = browser.get("/teapot");
        assertThat(teapot.status()).isEqualTo(418);
        assertThat(teapot.text()).contains("short and stout");
        Response made = browser.get("/made");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("made/1");
        assertThat(browser.get("/nothing").text()).isEqualTo("nothing at /nothing");
        Response refused = browser.post("/");
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("GET");
    }

    @Test
    void anUnhandledErrorIsBottlesOwnPageAndATracebackInTheLog() {
        Response crash = browser.get("/crash");
        assertThat(crash.status()).isEqualTo(500);
        assertThat(crash.text()).contains("<h1>Error: 500 Internal Server Error</h1>").doesNotContain("Traceback", "LookupError", "Tomcat");
        assertThat(BOTTLE.log().await("LookupError: nobody handles this")).contains("in crash");
    }

    @Test
    void aMountedApplicationHasItsOwnScriptName() {
        assertThat(browser.get("/admin/status").text()).isEqualTo("{\"script_name\": \"/bottle/admin\", \"path\": \"/status\"}");
    }
}
