package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server around the application; the application itself is served in the integration tests. */
final class ServerTest {

    @TempDir
    private Path directory;

    /** The first Tomcat of a JVM sets them for good, and the next one would create that directory again. */
    @AfterEach
    void forgetCatalinaHome() {
        System.clearProperty("catalina.home");
        System.clearProperty("catalina.base");
    }

    @Test
    void servesStaticFilesAndAliasesOfAWebApplication() throws Exception {
        Path webapp = webapp();
        Path css = Files.writeString(Files.createDirectory(directory.resolve("css")).resolve("site.css"), "body {}");
        List<UrlAlias> aliases = List.of(new UrlAlias("/static", css.getParent()), new UrlAlias("/favicon.css", css));

        try (Server server = server(0, webapp, new MountPoint("/app"), aliases)) {
            String url = server.start().get(0);

            assertThat(url).matches("http://127\\.0\\.0\\.1:[0-9]+/app");
            assertThat(get(url + "/index.txt").body()).isEqualTo("index");
            assertThat(get(url + "/static/site.css").body()).isEqualTo("body {}");
            assertThat(get(url + "/static/site.css").headers().firstValue("Content-Type")).contains("text/css");
            assertThat(get(url + "/favicon.css").body()).isEqualTo("body {}");
            assertThat(get(url + "/WEB-INF/secret.py").statusCode()).isEqualTo(404);
            assertThat(get(url + "/missing").statusCode()).isEqualTo(404);
            assertThat(get(url + "/missing").body()).doesNotContain("Tomcat");
        }
    }

    @Test
    void portIsClosedAfterwards() throws Exception {
        String url;
        try (Server server = server(0, webapp(), MountPoint.ROOT, List.of())) {
            url = server.start().get(0);
            assertThat(get(url + "index.txt").statusCode()).isEqualTo(200);
        }
        assertThatThrownBy(() -> get(url)).isInstanceOf(IOException.class);
    }

    @Test
    void usedPortIsNamedBeforeAnythingIsLoaded() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Server server = server(socket.getLocalPort(), webapp(), MountPoint.ROOT, List.of())) {
            assertThatThrownBy(server::start).isInstanceOf(ExpressException.class)
                    .hasMessageContaining("--port [" + socket.getLocalPort() + "]").hasMessageContaining("choose another port");
        }
    }

    @Test
    void webApplicationThatCannotBeStartedIsExplained() throws Exception {
        Path webapp = webapp();
        Files.writeString(webapp.resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <servlet>
                    <servlet-name>missing</servlet-name>
                    <servlet-class>no.such.Servlet</servlet-class>
                    <load-on-startup>1</load-on-startup>
                  </servlet>
                </web-app>
                """);

        try (Server server = server(0, webapp, MountPoint.ROOT, List.of())) {
            assertThatThrownBy(server::start).isInstanceOf(ExpressException.class).hasMessageContaining("no.such.Servlet");
        }
    }

    @Test
    void loadingAloneOpensNoPort() throws Exception {
        try (Server server = server(0, webapp(), MountPoint.ROOT, List.of())) {
            server.load();
        }
    }

    private Server server(int port, Path webapp, MountPoint mountPoint, List<UrlAlias> aliases) throws IOException {
        Application application = new Application.WebApp("test", ServerMode.EMBEDDED, webapp, mountPoint, Map.of());
        ServerConfiguration configuration = new ServerConfiguration("127.0.0.1", port, Optional.empty(), 10, Duration.ofSeconds(1), application, aliases, List.of(),
                List.of(), true);
        return new Server(configuration, Files.createDirectory(directory.resolve("tomcat")));
    }

    private Path webapp() throws IOException {
        Path webapp = directory.resolve("webapp");
        Files.writeString(Files.createDirectories(webapp.resolve("WEB-INF")).resolve("secret.py"), "");
        Files.writeString(webapp.resolve("index.txt"), "index");
        return webapp;
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
