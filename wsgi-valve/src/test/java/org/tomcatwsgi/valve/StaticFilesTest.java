package org.tomcatwsgi.valve;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a request is, asked inside a web application at /shop with a mount at its root and one at /shop/app. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StaticFilesTest {

    private final Tomcat tomcat = new Tomcat();
    private Path script;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        Path webapp = Files.createDirectories(directory.resolve("webapp/dir")).getParent();
        Files.writeString(webapp.resolve("index.html"), "index");
        Files.writeString(webapp.resolve("dir/\u00e9.txt"), "text");
        script = Files.writeString(webapp.resolve("shop.wsgi"), "source");
        tomcat.setBaseDir(directory.toString());
        tomcat.setSilent(true);
        tomcat.setPort(0);
        tomcat.getConnector().setURIEncoding("ISO-8859-1");
        Context context = tomcat.addContext("/shop", webapp.toString());
        Tomcat.addServlet(context, "files", new DefaultServlet()).addMapping("/");
        Wrapper java = Tomcat.addServlet(context, "java", new Nothing());
        List.of("/java/*", "/exact", "*.do", "/app/*").forEach(java::addMapping);
        context.getPipeline().addValve(new Asking());
        tomcat.start();
    }

    @AfterAll
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        System.clearProperty("catalina.home");
        System.clearProperty("catalina.base");
    }

    @ParameterizedTest
    @CsvSource({
        "/shop/index.html, true",
        "/shop/dir/%C3%A9.txt, true",
        "/shop/dir, false",
        "/shop/dir/, false",
        "/shop/, false",
        "/shop/index.html/x, false",
        "/shop/shop.wsgi, false",
        "/shop/missing, false",
        "/shop/%FF, false"})
    void filesOfTheWebApplicationAreFound(String path, boolean file) throws Exception {
        assertThat(answer("GET", path)).startsWith("file=" + file);
    }

    @Test
    void onlyReadingMethodsAreForFiles() throws Exception {
        assertThat(answer("POST", "/shop/index.html")).startsWith("file=false");
    }

    @ParameterizedTest
    @CsvSource({
        "/shop/java/x, true, true",
        "/shop/java, true, true",
        "/shop/exact, true, true",
        "/shop/exact/x, false, false",
        "/shop/app/x, true, false",
        "/shop/x.do, false, false",
        "/shop/x, false, false"})
    void aServletMappedByALongerPathIsCloser(String path, boolean thanTheRoot, boolean thanApp) throws Exception {
        assertThat(answer("GET", path)).endsWith("closer=" + thanTheRoot + " " + thanApp);
    }

    private String answer(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Says what the class under test says. */
    private final class Asking extends ValveBase {

        @Override
        public void invoke(Request request, Response response) throws IOException {
            response.getWriter().write("file=" + StaticFiles.hasFile(request, script) + " closer="
                    + StaticFiles.hasCloserServlet(request, "/shop") + " " + StaticFiles.hasCloserServlet(request, "/shop/app"));
        }
    }

    /** Only mapped. */
    private static final class Nothing extends HttpServlet {

        private static final long serialVersionUID = 1L;
    }
}
