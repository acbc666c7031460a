package org.tomcatwsgi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;

/** nginx (Debian package nginx-light) in front of our worker: any FastCGI client drives it. */
@Tag("daemon")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxIT {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final int BLOCKS = 160;

    private final int port = CatalinaBase.freePort();
    private Path socket;
    private Program worker;
    private Program nginx;

    @BeforeAll
    void start() throws IOException {
        Installed.require("nginx-light", NGINX);
        // its path has to fit into a socket's address
        Path directory = Files.createTempDirectory("nginx-it-");
        socket = directory.resolve("worker.sock");
        worker = Worker.start(directory, socket, "--threads", "4");
        Files.writeString(directory.resolve("nginx.conf"), """
                %s
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events { }
                http {
                  access_log off;
                  client_max_body_size 0;
                  client_body_temp_path body;
                  fastcgi_temp_path fastcgi;
                  proxy_temp_path proxy;
                  scgi_temp_path scgi;
                  uwsgi_temp_path uwsgi;
                  fastcgi_keep_conn on;
                  upstream worker { server unix:%s; keepalive 4; }
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      include /etc/nginx/fastcgi_params;
                      fastcgi_pass worker;
                    }
                    location /app {
                      include /etc/nginx/fastcgi_params;
                      fastcgi_split_path_info ^(/app)(.*)$;
                      fastcgi_param SCRIPT_NAME $fastcgi_script_name;
                      fastcgi_param PATH_INFO $fastcgi_path_info;
                      fastcgi_pass worker;
                    }
                    location /unbuffered/ {
                      include /etc/nginx/fastcgi_params;
                      fastcgi_request_buffering off;
                      fastcgi_buffering off;
                      fastcgi_split_path_info ^(/unbuffered)(.*)$;
                      fastcgi_param SCRIPT_NAME $fastcgi_script_name;
                      fastcgi_param PATH_INFO $fastcgi_path_info;
                      fastcgi_pass worker;
                    }
                  }
                }
                """.formatted("root".equals(System.getProperty("user.name")) ? "user root;" : "", socket, port));
        nginx = Program.start(directory, List.of(NGINX.toString(), "-p", directory.toString(), "-c", "nginx.conf", "-e", "stderr"))
                .await("nginx answers", () -> get("/show").status() == 200);
    }

    @AfterAll
    void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (worker != null) {
            assertThat(worker.stop()).as(worker.output()).isZero();
            assertThat(socket).doesNotExist();
            worker.close();
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

    @ParameterizedTest
    @CsvSource({
        "/,               '',   /",
        "/a/b%20c?d=e,    '',   /a/b c",
        "/app,            /app, ''",
        "/app/x/y?d=e,    /app, /x/y",
    })
    void theEnvironIsComplete(String target, String scriptName, String pathInfo) {
        assertThat(get(target).lines()).contains("SCRIPT_NAME=" + scriptName, "PATH_INFO=" + pathInfo, "REQUEST_METHOD=GET", "HTTP_HOST=localhost",
                "SERVER_PORT=" + port, "REMOTE_ADDR=127.0.0.1", "wsgi.url_scheme=http", "REQUEST_URI=" + target)
                .anyMatch(line -> line.equals("QUERY_STRING=" + (target.contains("?") ? "d=e" : "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/digest", "/unbuffered/digest"})
    void aLargeBodyGoesIn(String target) {
        byte[] body = new byte[5_000_000];
        new Random(4711).nextBytes(body);
        assertThat(send(Request.of("POST", target).body(body)).text()).isEqualTo(Digest.of(body));
        assertThat(send(Request.of("POST", target).body("")).text()).isEqualTo(Digest.of(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/large?blocks=" + BLOCKS, "/unbuffered/large?blocks=" + BLOCKS})
    void aLargeBodyComesOut(String target) {
        Response response = get(target);
        assertThat(response.ending().isWhole()).isTrue();
        assertThat(response.body()).hasSize(BLOCKS << 16);
        for (int i = 0; i < BLOCKS; i++) {
            assertThat(response.body()[i << 16]).isEqualTo((byte) i);
        }
    }

    @Test
    void aBodyThatNobodyReadsHindersNoAnswer() {
        assertThat(send(Request.of("POST", "/unbuffered/large?blocks=" + BLOCKS).body(new byte[3_000_000])).body()).hasSize(BLOCKS << 16);
    }

    @Test
    void statusAndHeadersAreTheApplications() {
        Response response = get("/headers");
        assertThat(response.status()).isEqualTo(299);
        assertThat(response.headers("Set-Cookie")).containsExactly("one=1", "two=2");
        assertThat(response.header("X-Text")).isEqualTo("a: b; c=\"d\"");
        assertThat(response.text()).isEqualTo("body");
    }

    @Test
    void anApplicationThatFailsIsA500() {
        Response response = get("/fail");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).doesNotContain("secret");
        assertThat(worker.output()).contains("ValueError: secret");
    }

    /** With fastcgi_buffering off nginx 1.22 takes the end of the connection for the response's, whatever FastCGI says. */
    @Test
    void anApplicationThatFailsMidwayIsACutBody() {
        assertThat(get("/fail-midway").ending().isWhole()).isFalse();
        assertThat(get("/show").status()).isEqualTo(200);
    }

    @Test
    void moreConnectionsThanThreadsWaitForTheirTurn() {
        var requests = IntStream.range(0, 32).mapToObj(number -> CompletableFuture.supplyAsync(() -> get("/app/" + number), task -> new Thread(task).start())).toList();
        for (int i = 0; i < requests.size(); i++) {
            assertThat(requests.get(i).join().lines()).contains("PATH_INFO=/" + i);
        }
    }
}
