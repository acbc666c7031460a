package org.tomcatwsgi.it.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Property;

/**
 * The options of mod_wsgi-express, all at once: served by the launcher in both modes, and by stock Tomcats with what
 * {@code --setup-only} writes.
 */
@Tag("deployment")
class ExpressIT {

    private static final String APPLICATION = """
            import os
            def application(environ, start_response):
                path = environ["PATH_INFO"]
                if path == "/env":
                    text = " ".join(os.environ.get(name, "-") for name in ("FROM_OPTION", "FROM_FILE", "FROM_SCRIPT", "EXPRESS_IT_HIDDEN"))
                else:
                    text = "%s %s %s" % (environ["REQUEST_METHOD"], environ["wsgi.url_scheme"], path)
                start_response("404 Not Found" if path == "/gone" else "200 OK", [("Content-Type", "text/plain"), ("X-From", "application")])
                return [text.encode("latin-1")]
            """;

    @TempDir
    private Path directory;

    private final int port = CatalinaBase.freePort();
    private final int securePort = CatalinaBase.freePort();
    private PemCertificate certificate;

    @Test
    void theLauncherInEmbeddedMode() {
        try (Launched launched = Launched.start(directory, startServer("--interpreters", "1", "--no-jit"))) {
            assertThat(launched.port()).isEqualTo(port);
            check();
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
            assertThat(launched.errors()).doesNotContain("SEVERE");
        }
    }

    @Test
    void theLauncherInDaemonMode() {
        try (Launched launched = Launched.start(directory, startServer("--processes", "1"))) {
            assertThat(launched.port()).isEqualTo(port);
            check();
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
            assertThat(launched.errors()).doesNotContain("SEVERE");
        }
    }

    @Test
    void aTomcatThatWasSetUpInEmbeddedMode() {
        setUpAndCheck("tomcat11.home", "--interpreters", "1");
    }

    @Test
    void aTomcatThatWasSetUpInDaemonMode() {
        setUpAndCheck("tomcat10.home", "--processes", "1");
    }

    private void setUpAndCheck(String home, String... options) {
        Path base = directory.resolve("server root");
        List<String> command = startServer(options);
        command.addAll(List.of("--setup-only", "--server-root", base.toString(), "--catalina-home", Property.path(home).toString()));
        try (Launched setup = Launched.start(directory, command)) {
            assertThat(setup.exitCode()).as(setup::errors).isZero();
        }
        try (Launched tomcat = Launched.start(directory, List.of(base.resolve("bin/wsgi-server").toString()))) {
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                assertThat(tomcat.isAlive()).as(tomcat::errors).isTrue();
                assertThat(listens(securePort)).as(tomcat::errors).isTrue();
            });
            check();
            tomcat.terminate();
            // that of a JVM which a signal has ended
            assertThat(tomcat.exitCode()).isEqualTo(143);
            assertThat(tomcat.errors()).doesNotContain("SEVERE");
        }
    }

    private List<String> startServer(String... options) {
        certificate = PemCertificate.create(directory);
        write("site/index.html", "the index");
        write("site/docs/index.html", "the index of docs");
        write("site/plain/file.txt", "a file");
        write("site/missing.html", "nothing of that name");
        write("static/style.css", "body {}");
        write("app.env", "# secrets\nFROM_FILE=file\nFROM_OPTION=file\n");
        write("envvars", "FROM_SCRIPT=script-$((2 - 1))\nFROM_FILE=script\n");
        List<String> command = new ArrayList<>(List.of(Property.path("it.root").resolve("wsgi").toString(), "start-server", write("app.wsgi", APPLICATION).toString(),
                "--port", String.valueOf(port), "--https-port", String.valueOf(securePort), "--ssl-certificate", certificate.stem().toString(), "--hsts-policy", "max-age=9",
                "--server-name", "www.shop.test", "--server-alias", "local*", "--health-check", "/health",
                "--document-root", directory.resolve("site").toString(), "--directory-index", "index.html", "--url-alias", "/static", directory.resolve("static").toString(),
                "--error-document", "404", "/missing.html", "--error-override",
                "--access-log", "--access-log-format", "%m %U %>s \\\"%{X-Tester}i\\\"", "--log-directory", directory.resolve("logs").toString(), "--access-log-name", "requests",
                "--setenv", "FROM_OPTION", "option", "--env-file", directory.resolve("app.env").toString(), "--envvars-script", directory.resolve("envvars").toString()));
        command.addAll(List.of(options));
        return command;
    }

    private void check() {
        filesWinOverTheApplication();
        errorsHaveTheirDocument();
        namesAndTls();
        assertThat(get("/env").text()).isEqualTo("option file script-1 -");
        assertThat(get("/health").text()).contains("UP");
        assertThat(send(Request.get("/logged").header("X-Tester", "me")).status()).isEqualTo(200);
        // written when the response has been sent
        await().untilAsserted(() -> assertThat(directory.resolve("logs/requests")).content().contains("GET /logged 200 \"me\"\n", "GET /gone 404 \"-\"\n"));
    }

    private void filesWinOverTheApplication() {
        assertThat(get("/").text()).isEqualTo("the index");
        assertThat(get("/docs/").text()).isEqualTo("the index of docs");
        assertThat(get("/docs").status()).isEqualTo(302);
        assertThat(get("/docs").header("Location")).endsWith("/docs/");
        assertThat(get("/plain/file.txt").text()).isEqualTo("a file");
        assertThat(get("/plain/").text()).isEqualTo("GET http /plain/");
        assertThat(get("/other").text()).isEqualTo("GET http /other");
        assertThat(send(Request.post("/", "x")).text()).isEqualTo("POST http /");
        assertThat(get("/static/style.css").text()).isEqualTo("body {}");
        assertThat(get("/static/style.css").header("Content-Type")).startsWith("text/css");
    }

    private void errorsHaveTheirDocument() {
        for (String path : List.of("/gone", "/static/nothing.css")) {
            assertThat(get(path).status()).isEqualTo(404);
            assertThat(get(path).text()).as(path).isEqualTo("nothing of that name");
        }
    }

    private void namesAndTls() {
        try (RawHttp http = RawHttp.connect(port)) {
            assertThat(http.send("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n").read().status()).isEqualTo(403);
        }
        try (RawHttp http = RawHttp.connect(port)) {
            Response redirect = http.send("GET /x?y HTTP/1.1\r\nHost: shop.test\r\n\r\n").read();
            assertThat(redirect.status()).isEqualTo(301);
            assertThat(redirect.header("Location")).isEqualTo("http://www.shop.test/x?y");
        }
        try (RawHttp http = RawHttp.connect(certificate.sockets(), securePort)) {
            Response secure = http.send(Request.get("/x")).read();
            assertThat(secure.text()).isEqualTo("GET https /x");
            assertThat(secure.header("Strict-Transport-Security")).isEqualTo("max-age=9");
        }
    }

    private Response get(String target) {
        return send(Request.get(target));
    }

    private Response send(Request request) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send(request).read();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Path write(String name, String text) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
