package org.tomcatwsgi.it.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.interop.Installed;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/**
 * A typical configuration of Apache and mod_wsgi, converted by {@code ./wsgi convert} and served by a stock Tomcat: a Django project and a project site like
 * Trac, each in a daemon process group, users from a script, aliases, an application in embedded mode. The configuration is that of wsgi-valve's own tests.
 */
@Tag("deployment")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationIT {

    private static final Path PACKAGES = Path.of("/usr/lib/python3/dist-packages");
    private static final String TYPICAL = "wsgi-valve/src/test/resources/org/tomcatwsgi/migration/typical";

    private int exitCode;
    private String report;
    private TomcatServer tomcat;

    @BeforeAll
    void convertAndServe(@TempDir Path directory) throws IOException {
        Installed.require("python3-django", PACKAGES.resolve("django"));
        Path apache = directory.resolve("apache");
        copy(Property.path("it.root").resolve(TYPICAL), apache, true);
        // so that the Python on PATH finds it, whichever that is
        Files.writeString(apache.resolve("srv/shop/debian.pth"), PACKAGES + "\n");
        Path converted = directory.resolve("converted");
        String wsgi = Property.path("it.root").resolve("wsgi").toString();
        try (Launched launched = Launched.start(directory, List.of(wsgi, "convert", apache.resolve("httpd.conf").toString(), "-o", converted.toString()))) {
            exitCode = launched.exitCode();
        }
        report = Files.readString(converted.resolve("wsgi-convert.txt"));
        CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "migration").install();
        copy(converted, base.directory(), false);
        configFile(base, apache);
        tomcat = TomcatServer.start(base);
    }

    /** A Valve that reads the configuration of mod_wsgi by itself. */
    private static void configFile(CatalinaBase base, Path apache) throws IOException {
        Files.writeString(base.directory().resolve("conf/wsgi.conf"), """
                WSGIDaemonProcess first processes=2 python-path=%1$s/shop
                WSGIDaemonProcess second home=%1$s/trac
                WSGIApplicationGroup %%{GLOBAL}
                SetEnv SHOP_CURRENCY USD
                SetEnv TRAC_ENV /srv/env/of
                WSGIScriptAlias /read %1$s/shop/wsgi.py process-group=first
                WSGIScriptAlias /read/trac %1$s/trac/trac.wsgi process-group=second
                WSGIScriptAlias /read/first %1$s/trac/trac.wsgi process-group=first
                <IfDefine !TomcatWsgi>
                RewriteEngine On
                </IfDefine>
                """.formatted(apache.resolve("srv")));
        Path server = base.directory().resolve("conf/server.xml");
        String text = Files.readString(server);
        assertThat(text).containsOnlyOnce("</Host>");
        Files.writeString(server, text.replace("</Host>", "<Valve className=\"org.tomcatwsgi.valve.WsgiDaemonValve\" configFile=\"conf/wsgi.conf\"/></Host>"));
    }

    /** Copies a tree; in a configuration {@code @} stands for the directory it is in. */
    private static void copy(Path from, Path to, boolean configuration) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                String text = Files.readString(file);
                Files.writeString(copy, configuration && file.toString().endsWith(".conf") ? text.replace("@", to.toString()) : text);
            }
        }
    }

    @AfterAll
    void stop() {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    private Response get(String target, String... credentials) {
        Request request = Request.get(target);
        return tomcat.site().send(credentials.length == 0 ? request : request.header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(String.join(":", credentials).getBytes(StandardCharsets.UTF_8))));
    }

    private List<String> lines(String target, String... credentials) {
        Response response = get(target, credentials);
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        return response.text().lines().toList();
    }

    @Test
    void whatIsNotSupportedIsReportedByLine() {
        assertThat(exitCode).isEqualTo(1);
        assertThat(report).contains("sites-enabled/shop.conf:52: Require user grace: not supported: ",
                "sites-enabled/shop.conf:55: RewriteEngine On: not supported: ",
                "2 not supported.");
    }

    @Test
    void theShopIsServedByItsProcesses() {
        assertThat(lines("/cart?x=1", "eve", "apple")).containsExactly("shop", "|/cart", "shop|", "shop_settings|settings of the shop", "EUR", "True", "False",
                "shop", "/basket", "/static/shop.css");
    }

    @Test
    void theProjectSiteIsServedByItsProcess() {
        assertThat(lines("/trac/wiki/a")).containsExactly("trac", "/trac|/wiki/a", "trac|", "trac", "None", "False");
    }

    @Test
    void usersLogInWhereTheyHaveTo() {
        assertThat(get("/trac/login").status()).isEqualTo(401);
        assertThat(get("/trac/login").header("WWW-Authenticate")).contains("Project site");
        assertThat(get("/trac/login", "eve", "hopper").status()).isEqualTo(401);
        assertThat(get("/trac/login", "eve", "apple").header("X-User")).isEqualTo("eve");
        assertThat(get("/trac/admin", "eve", "apple").status()).isEqualTo(403);
        assertThat(lines("/trac/admin", "grace", "hopper")).containsExactly("trac", "/trac|/admin", "trac|", "trac", "grace", "False");
    }

    @Test
    void theToolIsServedInTomcatsProcess() {
        assertThat(lines("/tool/x", "eve", "apple")).startsWith("tool", "/tool", "", "embedded").hasSize(5).last().asString().startsWith("Basic ");
        assertThat(get("/tool/secret/x", "grace", "hopper").status()).as("the rule could not be translated").isEqualTo(403);
    }

    @Test
    void aValveReadsAConfigurationItself() {
        assertThat(lines("/read/x")).containsExactly("shop", "/read|/x", "first|", "shop_settings|settings of the shop", "USD", "True", "False",
                tomcat.base().directory().getFileName().toString(), "/read/basket", "/static/shop.css");
        assertThat(lines("/read/trac/x")).startsWith("trac", "/read/trac|/x", "second|", "env");
        assertThat(lines("/read/first/x")).startsWith("trac", "/read/first|/x", "first|");
        assertThat(tomcat.log().main()).contains("conf/wsgi.conf] is read: 9 directives: 8 mapped, 1 needless here, 0 not supported.");
    }

    @ParameterizedTest
    @CsvSource({"/static/shop.css, color", "/robots.txt, Disallow", "/trac/chrome/common/trac.css, margin"})
    void filesAreServedByTomcat(String target, String content) {
        assertThat(lines(target)).anySatisfy(line -> assertThat(line).contains(content));
    }

    @ParameterizedTest
    @CsvSource({"/static/none.css, 404", "/static/../shop/wsgi.py, 200", "/trac/chrome/common/../../../auth.py, 200", "/WEB-INF/web.xml, 404",
            "/trac/WEB-INF/web.xml, 404"})
    void whatIsNotServedIsNotReached(String target, int status) {
        Response response = get(target);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).doesNotContain("PASSWORDS", "get_wsgi_application", "web-app");
    }
}
