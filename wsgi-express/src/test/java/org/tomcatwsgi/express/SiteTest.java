package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, redirects, TLS, the probe and the access log of one server, whose application is a static file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SiteTest {

    private Path directory;
    private TesterCertificate certificate;
    private Server server;
    private int port;
    private int securePort;

    @BeforeAll
    void startServer(@TempDir Path temporary) throws Exception {
        directory = temporary;
        certificate = TesterCertificate.create(directory);
        Files.writeString(Files.createDirectories(directory.resolve("webapp/WEB-INF")).resolveSibling("index.txt"), "index");
        server = server("tomcat", certificate.certificate());
        List<String> urls = server.start();
        assertThat(urls).hasSize(2);
        port = URI.create(urls.get(0)).getPort();
        securePort = URI.create(urls.get(1)).getPort();
        assertThat(urls.get(1)).startsWith("https://127.0.0.1:");
    }

    /** The first Tomcat of a JVM sets these properties for good. */
    @AfterAll
    void endServer() throws Exception {
        server.close();
        System.clearProperty("catalina.home");
        System.clearProperty("catalina.base");
    }

    @ParameterizedTest
    @CsvSource({
        "www.shop.test, 301, https://www.shop.test:8443/index.txt?a=b",
        "WWW.SHOP.TEST., 301, https://www.shop.test:8443/index.txt?a=b",
        "a.example.org, 301, https://a.example.org:8443/index.txt?a=b",
        "shop.test, 301, https://www.shop.test:8443/index.txt?a=b",
        "localhost, 301, https://localhost:8443/index.txt?a=b",
        "example.org, 403,",
        "evil.www.shop.test, 403,",
        "wwwxshop.test, 403,"})
    void aNameIsServedRedirectedOrRefused(String name, int status, String location) throws IOException {
        String response = raw(port, "GET /index.txt?a=b HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 " + status + " ");
        if (location == null) {
            assertThat(response).doesNotContain("Location:", "index\n");
        } else {
            assertThat(response).contains("Location: " + location + "\r\n");
        }
    }

    @Test
    void aPostIsRedirectedAsAPost() throws IOException {
        assertThat(raw(port, "POST / HTTP/1.1\r\nHost: www.shop.test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 308 ");
    }

    @Test
    void whoComesThroughAProxyIsNotLocal() throws IOException {
        assertThat(raw(port, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void tlsIsServedWithTheCertificateAndItsPolicy() throws Exception {
        HttpResponse<String> response = HttpClient.newBuilder().sslContext(certificate.trusting()).build()
                .send(HttpRequest.newBuilder(URI.create("https://localhost:" + securePort + "/index.txt")).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("index");
        assertThat(response.headers().firstValue("Strict-Transport-Security")).contains("max-age=60");
    }

    @Test
    void theProbeIsAnsweredByAnyNameAndWithoutTls() throws IOException {
        assertThat(raw(port, "GET /health HTTP/1.1\r\nHost: 10.0.0.1\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ").contains("UP");
    }

    @Test
    void everyRequestIsInTheAccessLogAtOnce() throws IOException {
        raw(port, "GET /logged?x HTTP/1.1\r\nHost: other.test\r\nUser-Agent: tester\r\nConnection: close\r\n\r\n");

        assertThat(directory.resolve("requests.log")).content().contains("127.0.0.1 \"GET /logged?x HTTP/1.1\" 403 \"tester\" 100%\n");
    }

    @Test
    void aCertificateThatIsNoneEndsTheStart() throws Exception {
        try (Server broken = server("broken", Files.writeString(directory.resolve("no.crt"), "none"))) {
            assertThatThrownBy(broken::start).isInstanceOf(ExpressException.class).hasMessageContaining("[" + directory.resolve("no.crt") + "] of --ssl-certificate-file");
        }
    }

    private Server server(String name, Path certificateFile) throws IOException {
        Application application = new Application.WebApp("test", ServerMode.EMBEDDED, directory.resolve("webapp"), MountPoint.ROOT, Map.of());
        Tls tls = new Tls(0, certificateFile, certificate.key(), Optional.empty(), Optional.empty());
        List<ServerElement> valves = List.of(
                ServerElement.of(org.apache.catalina.valves.AccessLogValve.class, Map.of("directory", directory.toString(), "prefix", "requests.log", "suffix", "",
                        "rotatable", "false", "buffered", "false", "pattern", pattern())),
                ServerElement.of(org.tomcatwsgi.valve.WsgiHealthCheckValve.class, Map.of("path", "/health")),
                ServerElement.of(ServerNamesValve.class, Map.of("serverName", "www.shop.test", "serverAliases", "*.example.org", "allowLocalhost", "true",
                        "httpsOnly", "true", "httpsPort", "8443", "hstsPolicy", "max-age=60")));
        return new Server(new ServerConfiguration("127.0.0.1", 0, Optional.of(tls), 10, Duration.ofSeconds(1), application, List.of(), valves, List.of(), false),
                Files.createDirectory(directory.resolve(name)));
    }

    private static String pattern() {
        try {
            return AccessLogOptions.pattern("%h \\\"%r\\\" %>s \\\"%{User-Agent}i\\\" 100%%");
        } catch (ExpressException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
