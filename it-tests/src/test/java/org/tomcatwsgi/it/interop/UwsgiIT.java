package org.tomcatwsgi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tomcatwsgi.it.deployment.SharedTomcat;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** The Valve in front of uWSGI's FastCGI socket (Debian packages uwsgi-core, uwsgi-plugin-python3): it drives any FastCGI server. */
@Tag("daemon")
@ExtendWith(SharedTomcat.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UwsgiIT {

    private static final Path UWSGI = Path.of("/usr/bin/uwsgi-core");
    private static final int BLOCKS = 160;

    private final TomcatServer tomcat;
    private Path directory;
    private Program uwsgi;
    private Deployed deployed;

    UwsgiIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void start() throws IOException {
        Installed.require("uwsgi-core", UWSGI);
        Installed.require("uwsgi-plugin-python3", Path.of("/usr/lib/uwsgi/plugins/python3_plugin.so"));
        directory = Files.createTempDirectory("uwsgi-it-");
        uwsgi = start("first");
        deployed = tomcat.deploy(new WsgiWar("uwsgi.war").file("page.txt", "static page").valve(ValveXml.of(
                "processGroup", "uwsgi", "path", "/app", "application", "interop:application", "server", server("first"), "threads", "2")));
    }

    private Program start(String name) {
        Path socket = directory.resolve(name + ".sock");
        return Program.start(directory, List.of(UWSGI.toString(), "--plugin", "python3", "--fastcgi-socket", socket.toString(), "--master", "--processes", "2",
                "--die-on-term", "--need-app", "--vacuum", "--pythonpath", Property.path("it.wsgi").resolve("lib").toString(), "--wsgi-file",
                Property.path("it.wsgi").resolve("daemon/interop.py").toString())).await("uWSGI's socket", () -> Files.exists(socket));
    }

    private String server(String name) {
        return "unix:" + directory.resolve(name + ".sock");
    }

    @AfterAll
    void stop() {
        if (deployed != null) {
            deployed.close();
        }
        if (uwsgi != null) {
            uwsgi.close();
        }
    }

    private Response send(String method, String below, byte[] body) {
        return deployed.send(Request.of(method, deployed.path() + below).body(body));
    }

    @Test
    void theEnvironArrives() {
        assertThat(deployed.get("/app/x%20y?d=e").lines()).contains("SCRIPT_NAME=/uwsgi/app", "PATH_INFO=/x y", "QUERY_STRING=d=e", "HTTP_HOST=localhost",
                "REQUEST_METHOD=GET", "REMOTE_ADDR=127.0.0.1", "wsgi.url_scheme=http", "wsgi.multiprocess=True").noneMatch(line -> line.startsWith("TOMCATWSGI_"));
        assertThat(deployed.get("/page.txt").text()).isEqualTo("static page");
    }

    @Test
    void bodiesGoIn() {
        byte[] body = new byte[5_000_000];
        new Random(4711).nextBytes(body);
        assertThat(send("POST", "/app/digest", body).text()).isEqualTo(Digest.of(body));
        assertThat(send("POST", "/app/digest", new byte[10]).text()).isEqualTo(Digest.of(new byte[10]));
        assertThat(send("POST", "/app/digest", new byte[0]).text()).isEqualTo(Digest.of(new byte[0]));
    }

    @Test
    void chunksGoIn() {
        String body = "0123456789".repeat(20_000);
        Request request = Request.of("POST", deployed.path() + "/app/digest").chunks(body, body, "end");
        assertThat(deployed.send(request).text()).isEqualTo(Digest.of((body + body + "end").getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aBodyThatNobodyReadsHindersNoAnswer() {
        assertThat(send("POST", "/app/large?blocks=" + BLOCKS, new byte[3_000_000]).body()).hasSize(BLOCKS << 16);
    }

    @Test
    void statusAndHeadersAreTheApplications() {
        Response response = deployed.get("/app/headers");
        assertThat(response.status()).isEqualTo(299);
        assertThat(response.headers("Set-Cookie")).containsExactly("one=1", "two=2");
        assertThat(response.header("X-Text")).isEqualTo("a: b; c=\"d\"");
        assertThat(response.text()).isEqualTo("body");
    }

    @Test
    void requestsAtTheSameTimeGetTheirOwnAnswers() {
        var requests = IntStream.range(0, 32)
                .mapToObj(number -> CompletableFuture.supplyAsync(() -> deployed.get("/app/" + number), task -> new Thread(task).start())).toList();
        for (int i = 0; i < requests.size(); i++) {
            assertThat(requests.get(i).join().lines()).contains("PATH_INFO=/" + i);
        }
    }

    @Test
    void aConnectionOfTheClientGoesOn() {
        try (RawHttp http = deployed.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(http.send(Request.get(deployed.path() + "/app/" + i)).read().lines()).contains("PATH_INFO=/" + i);
            }
        }
    }

    @Test
    void aServerThatIsDownIsLeftOutUntilItIsUp() {
        try (Deployed two = tomcat.deploy(new WsgiWar("fail-over.war").valve(ValveXml.of("processGroup", "fail-over", "path", "/", "application", "interop:application",
                "server", server("first") + "," + server("second"), "connectTimeout", "3")))) {
            for (int i = 0; i < 10; i++) {
                assertThat(two.get("/show").status()).isEqualTo(200);
            }
            try (Program second = start("second")) {
                Awaitility.await("requests to the second server").atMost(Duration.ofSeconds(30)).until(() -> {
                    assertThat(two.get("/show").status()).isEqualTo(200);
                    return second.output().contains("GET /fail-over/show");
                });
            }
            for (int i = 0; i < 10; i++) {
                assertThat(two.get("/show").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void noServerAtAllIs503() {
        try (Deployed none = tomcat.deploy(new WsgiWar("nowhere.war").valve(ValveXml.of("processGroup", "nowhere", "path", "/", "application", "interop:application",
                "server", server("none"), "connectTimeout", "2")))) {
            assertThat(none.get("/show").status()).isEqualTo(503);
            assertThat(tomcat.log().await("none.sock")).contains("[nowhere] ");
        }
    }
}
