package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Response;

@ApplicationTest
class PyramidIT {

    @RegisterExtension
    static final WsgiApplication PYRAMID = WsgiApplication.of("pyramid", DebianPackage.ofPython("python3-pyramid", "pyramid"));

    private final Browser browser = PYRAMID.browser();

    @Test
    void scannedViewsAndRenderersAnswer() {
        Response home = browser.get("/");
        assertThat(home.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(home.text()).isEqualTo("home at /pyramid/");
        Response item = browser.get("/items/3?tag=a&tag=%C3%BC");
        assertThat(item.header("Content-Type")).isEqualTo("application/json");
        assertThat(item.text()).isEqualTo("{\"number\": 3, \"url\": \"http://localhost/pyramid/items/7\", \"tags\": [\"a\", \"\\u00fc\"]}");
        assertThat(browser.get("/items/x").text()).isEqualTo("nothing at /pyramid/items/x");
    }

    @Test
    void predicatesChooseTheViewByMethod() {
        Response put = browser.send(browser.request("PUT", "/items/3").header("Content-Type", "application/json").body("{\"a\": [1, 2]}"));
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.text()).isEqualTo("{\"got\": {\"a\": [1, 2]}}");
        assertThat(browser.send(browser.request("DELETE", "/items/3")).status()).isEqualTo(404);
    }

    @Test
    void theSessionIsASignedCookieAndFormsNeedItsToken() {
        assertThat(browser.post("/login", "user", "Jörg").status()).isEqualTo(400);
        login();
        assertThat(browser.get("/whoami").text()).isEqualTo("{\"user\": \"J\\u00f6rg\", \"visits\": 2, \"messages\": []}");
        browser.setCookie("session", "x" + browser.cookie("session"));
        assertThat(browser.get("/whoami").text()).startsWith("{\"user\": null, \"visits\": 1,");
    }

    @Test
    void traversalFindsResourcesAndTheirPermissions() {
        Response docs = browser.get("/docs");
        assertThat(docs.text()).contains("\"name\": \"docs\"", "\"guide\"", "\"url\": \"http://localhost/pyramid/docs/\"");
        assertThat(browser.get("/docs/guide").text()).contains("\"name\": \"guide\", \"children\": []");
        assertThat(browser.get("/docs/none").status()).isEqualTo(404);

        Response refused = browser.post("/docs/guide/add", "name", "page");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).isEqualTo("log in first");
        login();
        Response added = browser.post("/docs/guide/add", "name", "page");
        assertThat(added.header("Location")).isEqualTo("http://localhost/pyramid/docs/guide/page/");
        assertThat(browser.follow(added).text()).contains("\"name\": \"page\"");
    }

    @Test
    void filesGoInAndOut() {
        Response uploaded = browser.post("/upload", new Multipart().file("file", "größe.bin", Content.random(300_000)));
        assertThat(uploaded.text()).isEqualTo("{\"name\": \"gr\\u00f6\\u00dfe.bin\", \"size\": 300000}");
        Response script = browser.get("/download");
        assertThat(script.header("Content-Type")).startsWith("text/x-python");
        assertThat(script.header("Content-Length")).isEqualTo(Integer.toString(script.body().length));
        assertThat(script.text()).startsWith("\"\"\"A Pyramid application").endsWith("application = config.make_wsgi_app()\n");
        assertThat(browser.get("/static/style.css").text()).isEqualTo("body { color: #234; }\n");
    }

    @Test
    void anIterableIsStreamed() {
        Response stream = browser.get("/stream");
        assertThat(stream.ending()).isIn(Browser.ofUnknownLength());
        assertThat(stream.text()).isEqualTo("block 0\nblock 1\nblock 2\n");
    }

    @Test
    void errorsGoToTheirViews() {
        Response handled = browser.get("/divide/0");
        assertThat(handled.status()).isEqualTo(422);
        assertThat(handled.text()).isEqualTo("{\"error\": \"integer division or modulo by zero\"}");
    }

    @Test
    void anUnhandledErrorIsThePlain500AndATracebackInTheLog() {
        Response crash = browser.get("/crash");
        assertThat(crash.status()).isEqualTo(500);
        assertThat(crash.text()).doesNotContain("Traceback", "LookupError");
        assertThat(PYRAMID.log().await("LookupError: nobody handles this")).contains("in crash");
    }

    private void login() {
        String token = browser.get("/login").text();
        Response redirection = browser.post("/login", "user", "Jörg", "csrf_token", token);
        assertThat(redirection.status()).isEqualTo(303);
        assertThat(browser.follow(redirection).text()).isEqualTo("{\"user\": \"J\\u00f6rg\", \"visits\": 1, \"messages\": [\"welcome, J\\u00f6rg\"]}");
    }
}
