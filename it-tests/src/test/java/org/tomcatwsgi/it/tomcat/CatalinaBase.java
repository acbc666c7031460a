package org.tomcatwsgi.it.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A CATALINA_BASE of a test's own, for an unmodified distribution: free ports on the loopback interface, and a user for the manager application.
 *
 * @param distribution whose configuration it begins with
 * @param directory    its place
 * @param port         HTTP
 * @param tolerantPort    HTTP, a connector that decodes %2F, takes bytes that are no UTF-8, and sends 100 Continue only when the body is read
 * @param password     of the manager's user {@value #USER}
 */
public record CatalinaBase(Distribution distribution, Path directory, int port, int tolerantPort, String password) {

    public static final String USER = "it";

    private static final String CONNECTOR = "<Connector port=\"8080\"";
    private static final String PROTOCOL = "protocol=\"HTTP/1.1\"";

    /** Makes a new one below the build directory. */
    public static CatalinaBase create(Distribution distribution, String name) {
        try {
            Path work = Files.createDirectories(Property.path("it.work"));
            CatalinaBase base = new CatalinaBase(
                    distribution, Files.createTempDirectory(work, name + "-"), freePort(), freePort(), UUID.randomUUID().toString());
            base.fill();
            return base;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Installs what "wsgi setup-tomcat" installs, the same way: thin WARs and the Valve run. */
    public CatalinaBase install() {
        Path runtime = Property.path("it.runtime");
        try {
            Files.createSymbolicLink(directory.resolve("wsgi-runtime"), runtime);
            Files.copy(runtime.resolve("wsgi-servlet.jar"), directory.resolve("lib/wsgi-servlet.jar"));
            Files.copy(Property.path("it.valve"), directory.resolve("lib/wsgi-valve.jar"));
            // the connector of this run: Tomcat's own, or ours, whose threads run Python themselves
            Path server = directory.resolve("conf/server.xml");
            Files.writeString(server, Files.readString(server).replace(PROTOCOL, "protocol=\"" + Property.value("it.connector") + "\""));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path webapps() {
        return directory.resolve("webapps");
    }

    public ServerLog log() {
        return new ServerLog(directory.resolve("logs"));
    }

    public Site site() {
        return new Site(port, log());
    }

    private void fill() throws IOException {
        for (String name : new String[] {"conf/Catalina/localhost", "lib", "logs", "temp", "webapps", "work"}) {
            Files.createDirectories(directory.resolve(name));
        }
        Path defaults = distribution.home().resolve("conf");
        try (Stream<Path> files = Files.list(defaults)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve("conf").resolve(file.getFileName()));
            }
        }
        Path server = directory.resolve("conf/server.xml");
        Files.writeString(server, configured(Files.readString(server)));
        Files.writeString(directory.resolve("conf/tomcat-users.xml"), """
                <tomcat-users>
                  <user username="%s" password="%s" roles="manager-script"/>
                </tomcat-users>
                """.formatted(USER, password));
        Files.writeString(directory.resolve("conf/Catalina/localhost/manager.xml"), """
                <Context docBase="${catalina.home}/webapps/manager" privileged="true"/>
                """);
    }

    private String configured(String server) {
        if (!server.contains(CONNECTOR) || !server.contains("<Server port=\"8005\"")) {
            throw new IllegalStateException("The server.xml of " + distribution + " is not the one that this class knows.");
        }
        return server.replace("<Server port=\"8005\"", "<Server port=\"-1\"").replace(CONNECTOR, """
                <Connector address="127.0.0.1" port="%d" protocol="HTTP/1.1" encodedSolidusHandling="decode" URIEncoding="ISO-8859-1"
                               continueResponseTiming="onRead"/>
                    <Connector address="127.0.0.1" port="%d\"""".formatted(tolerantPort, port));
    }
}
