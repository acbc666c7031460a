package org.tomcatwsgi.connector;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderFollowerProtocolTest {

    @TempDir
    private Path directory;

    private Path file;
    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector(LeaderFollowerProtocol.class.getName());
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void configure() {
        tomcat.setBaseDir(directory.toString());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", "20");
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        Wrapper echo = Tomcat.addServlet(context, "echo", new Echo());
        echo.setAsyncSupported(true);
        echo.addMapping("/*");
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path)).timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body)).build();
    }

    private String answer(String path, String body) throws Exception {
        HttpResponse<String> response = client.send(request(path, body), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void servesOnThreadsOfItsOwn() throws Exception {
        tomcat.start();
        assertThat(answer("/thread", "")).isEqualTo(ConnectorThread.class.getName());
        assertThat(answer("/echo", "x".repeat(300_000))).hasSize(300_000);
        assertThat(answer("/async", "later")).isEqualTo("later");
    }

    @Test
    void slowAndFastRequestsAtOnce() throws Exception {
        tomcat.start();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            answers.add(client.sendAsync(request(i % 20 == 0 ? "/slow" : i % 7 == 0 ? "/async" : "/echo", "body " + i), BodyHandlers.ofString()));
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get(60, TimeUnit.SECONDS).body()).isEqualTo("body " + i);
        }
    }

    @Test
    void filesAreSentWithoutAThread() throws Exception {
        byte[] bytes = new byte[5_000_011];
        new Random(1).nextBytes(bytes);
        file = Files.write(directory.resolve("file"), bytes);
        connector.setProperty("socket.txBufSize", "50000");
        tomcat.start();
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(client.sendAsync(request("/file", ""), BodyHandlers.ofByteArray()));
        }
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo(Arrays.copyOfRange(bytes, 11, bytes.length));
        }
        assertThat(answer("/echo", "after all")).isEqualTo("after all");
    }

    @Test
    void canBeStoppedAndStartedAgain() throws Exception {
        tomcat.start();
        for (int i = 0; i < 3; i++) {
            assertThat(answer("/echo", "round " + i)).isEqualTo("round " + i);
            connector.stop();
            connector.start();
        }
        assertThat(answer("/echo", "after all")).isEqualTo("after all");
    }

    @Test
    void tomcatSeesItsThreads() throws Exception {
        tomcat.start();
        answer("/echo", "");
        AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        assertThat(protocol.getMaxThreads()).isEqualTo(20);
        assertThat(protocol.getExecutor()).isInstanceOfSatisfying(Crew.class, crew -> {
            assertThat(crew.getPoolSize()).isPositive();
            assertThat(crew.getMaxThreads()).isEqualTo(20);
        });
    }

    @Test
    void anExecutorOfTheAdministratorIsUsedAsTomcatUsesIt() throws Exception {
        var executor = Executors.newFixedThreadPool(3);
        try {
            connector.getProtocolHandler().setExecutor(executor);
            tomcat.start();
            assertThat(answer("/thread", "")).isEqualTo(Thread.class.getName());
        } finally {
            executor.shutdownNow();
        }
    }

    /** Answers with the request's body, or says on which kind of thread it runs. */
    private final class Echo extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            switch (request.getRequestURI()) {
                case "/thread" -> response.getWriter().print(Thread.currentThread().getClass().getName());
                case "/file" -> {
                    response.setContentLength((int) file.toFile().length() - 11);
                    request.setAttribute("org.apache.tomcat.sendfile.filename", file.toString());
                    request.setAttribute("org.apache.tomcat.sendfile.start", 11L);
                    request.setAttribute("org.apache.tomcat.sendfile.end", file.toFile().length());
                }
                case "/slow" -> {
                    pause();
                    response.getOutputStream().write(body);
                }
                case "/async" -> {
                    var async = request.startAsync();
                    CompletableFuture.runAsync(() -> {
                        try {
                            async.getResponse().getOutputStream().write(body);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        } finally {
                            async.complete();
                        }
                    });
                }
                default -> response.getOutputStream().write(body);
            }
        }

        private void pause() {
            try {
                new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
