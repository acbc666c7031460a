package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What --setup-only writes; that Tomcats serve with it is shown by ExpressIT. */
final class TomcatBaseTest {

    @TempDir
    private Path directory;

    private Path base;
    private Jars jars;

    @BeforeEach
    void writeJars() throws IOException {
        base = directory.resolve("base");
        jars = new Jars(Files.createDirectories(directory.resolve("runtime")), Files.createDirectories(directory.resolve("express")));
        Files.createDirectory(jars.runtime().resolve("compiler"));
        Files.writeString(jars.runtime().resolve(Jars.SERVLET), "");
        Files.writeString(jars.launcher().resolve(Jars.VALVE), "");
        Files.writeString(jars.launcher().resolve(Jars.LAUNCHER), "");
        Files.writeString(directory.resolve("hello.wsgi"), "");
        Files.writeString(directory.resolve("shop.crt"), "");
        Files.writeString(directory.resolve("shop.key"), "");
    }

    @Test
    void aScriptOfEmbeddedModeIsAServletWithParameters() throws Exception {
        Path script = write("--threads", "3", "--setenv", "A", "<&\">", "--document-root", directory.toString(), "--directory-listing", "--url-alias", "/static",
                directory.toString(), "--error-document", "404", "/missing.html", "--server-status");

        assertThat(script).isEqualTo(base.resolve("bin/wsgi-server")).isExecutable();
        assertThat(base.resolve("lib/wsgi-express.jar")).isRegularFile();
        Document context = xml("conf/Catalina/localhost/ROOT.xml");
        assertThat(context.getDocumentElement().getAttribute("docBase")).isEqualTo(directory.toString());
        assertThat(elements(context, "Parameter")).extracting(parameter -> parameter.getAttribute("name") + "=" + parameter.getAttribute("value"))
                .contains("wsgi.threads=3", "wsgi.env.A=<&\">", "wsgi.staticFiles=on", "wsgi.script=" + directory.resolve("hello.wsgi"));
        assertThat(elements(context, "PreResources").get(0).getAttribute("webAppMount")).isEqualTo("/static");
        assertThat(elements(context, "Valve").get(0).getAttribute("className")).isEqualTo(DirectoryIndexValve.class.getName());
        Document web = xml("conf/web.xml");
        assertThat(elements(web, "servlet-name")).extracting(Element::getTextContent).contains("default", "wsgi", "server-status");
        assertThat(elements(web, "url-pattern")).extracting(Element::getTextContent).containsExactly("/", "/static/*", "/server-status/*", "/*");
        assertThat(elements(web, "error-code").get(0).getTextContent()).isEqualTo("404");
        assertThat(elements(web, "mime-mapping")).hasSizeGreaterThan(100);
    }

    @Test
    void aScriptOfDaemonModeIsAValve() throws Exception {
        write("--processes", "2", "--mount-point", "/app", "--service-script", "tasks", directory.resolve("hello.wsgi").toString());

        Element valve = elements(xml("conf/Catalina/localhost/ROOT.xml"), "Valve").get(0);
        assertThat(valve.getAttribute("className")).isEqualTo("org.tomcatwsgi.valve.WsgiDaemonValve");
        assertThat(valve.getAttribute("path")).isEqualTo("/app");
        assertThat(valve.getAttribute("processes")).isEqualTo("2");
        assertThat(elements(xml("conf/server.xml"), "Valve")).extracting(each -> each.getAttribute("processGroup")).contains("tasks");
        assertThat(elements(xml("conf/web.xml"), "servlet-name")).extracting(Element::getTextContent).doesNotContain("wsgi");
    }

    @Test
    void aWebApplicationIsServedWhereItIs() throws Exception {
        Path webapp = Files.createDirectories(directory.resolve("webapp/WEB-INF")).getParent();

        write(webapp, "--mount-point", "/a/b");
        Document context = xml("conf/Catalina/localhost/a#b.xml");
        assertThat(context.getDocumentElement().getAttribute("docBase")).isEqualTo(webapp.toString());
        assertThat(elements(context, "Listener")).isEmpty();

        write(webapp, "--mount-point", "/a/b", "--processes", "1");
        Element listener = elements(xml("conf/Catalina/localhost/a#b.xml"), "Listener").get(0);
        assertThat(listener.getAttribute("className")).isEqualTo(DaemonMountsListener.class.getName());
        assertThat(listener.getAttribute("processes")).isEqualTo("1");
    }

    @Test
    void theServerHasTheConnectorsAndValvesOfTheLauncher() throws Exception {
        write("--port", "81", "--host", "::1", "--https-port", "82", "--ssl-certificate", directory.resolve("shop").toString(), "--server-name", "a.example",
                "--health-check", "/health", "--access-log", "--shutdown-timeout", "7", "--max-clients", "9");

        Document server = xml("conf/server.xml");
        assertThat(elements(server, "Connector")).extracting(connector -> connector.getAttribute("port")).containsExactly("81", "82");
        assertThat(elements(server, "Connector")).allSatisfy(connector -> {
            assertThat(connector.getAttribute("address")).isEqualTo("::1");
            assertThat(connector.getAttribute("maxThreads")).isEqualTo("9");
        });
        assertThat(elements(server, "Certificate").get(0).getAttribute("certificateKeyFile")).isEqualTo(directory.resolve("shop.key").toString());
        assertThat(elements(server, "Service").get(0).getAttribute("gracefulStopAwaitMillis")).isEqualTo("7000");
        assertThat(elements(server, "Valve")).extracting(valve -> valve.getAttribute("className").replaceAll(".*\\.", ""))
                .containsExactly("ErrorReportValve", "TerminalAccessLogValve", "WsgiHealthCheckValve", "ServerNamesValve");
    }

    @Test
    void filesWithValuesOfVariablesAreTheOwnersAlone() throws Exception {
        write("--setenv", "SECRET", "s");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(base.resolve("conf/Catalina/localhost/ROOT.xml")))).isEqualTo("rw-------");
        assertThat(base.resolve("conf/web.xml")).content().doesNotContain("SECRET");
    }

    @Test
    void aSecondSetupTakesThePlaceOfTheFirstButNotOfATomcat() throws Exception {
        write("--port", "81");
        write("--port", "82");
        assertThat(elements(xml("conf/server.xml"), "Connector").get(0).getAttribute("port")).isEqualTo("82");

        Files.writeString(base.resolve("conf/server.xml"), "<Server/>");
        assertThatThrownBy(() -> write("--port", "83")).isInstanceOf(ExpressException.class).hasMessageContaining("conf/server.xml that --setup-only has not written");
        assertThat(base.resolve("conf/server.xml")).hasContent("<Server/>");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> write("--port", "0")).isInstanceOf(ExpressException.class).hasMessageContaining("[0] is none");
        assertThatThrownBy(() -> write("--processes", "1", "--setenv", "A B", "c")).isInstanceOf(ExpressException.class).hasMessageContaining("[env.A B]");
        StartServer command = new StartServer();
        Main.commandLine(command).parseArgs(directory.resolve("hello.wsgi").toString(), "--catalina-home", "/opt/tomcat");
        assertThatThrownBy(command::call).isInstanceOf(ExpressException.class).hasMessageContaining("--catalina-home [/opt/tomcat] is of --setup-only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/tomcat", "/opt/a \"b\" $c `d` }e"})
    void theScriptIsShell(String home) throws Exception {
        Path script = new TomcatBase(base, parse(), Optional.of(Path.of(home))).write(jars);

        Process shell = new ProcessBuilder("/bin/sh", script.toString(), "start").redirectErrorStream(true).start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isEqualTo(1);
        assertThat(output).isEqualTo("There is no Tomcat in [" + home + "]: set CATALINA_HOME to an installation of Tomcat 10.1 or newer.\n");
    }

    private Path write(String... options) throws IOException, ExpressException {
        return write(directory.resolve("hello.wsgi"), options);
    }

    private Path write(Path script, String... options) throws IOException, ExpressException {
        return new TomcatBase(base, parse(script, options), Optional.empty()).write(jars);
    }

    private ServerConfiguration parse(String... options) throws ExpressException {
        return parse(directory.resolve("hello.wsgi"), options);
    }

    private ServerConfiguration parse(Path script, String... options) throws ExpressException {
        List<String> arguments = new ArrayList<>(List.of(script.toString()));
        arguments.addAll(List.of(options));
        return TesterOptions.parse(base, arguments.toArray(String[]::new));
    }

    private Document xml(String name) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(base.resolve(name).toFile());
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
