package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A CATALINA_BASE for a stock Tomcat that serves what the launcher would serve.
 *
 * @param directory where it is written
 * @param configuration what it serves
 * @param catalinaHome the installation; empty for the environment's when it is run
 */
record TomcatBase(Path directory, ServerConfiguration configuration, Optional<Path> catalinaHome) {

    private static final String SERVER = "conf/server.xml";

    /** Logging as the launcher's, into logs/catalina.out where Tomcat is started in the background. */
    private static final String LOGGING = """
            handlers = java.util.logging.ConsoleHandler
            .level = INFO
            java.util.logging.ConsoleHandler.level = ALL
            java.util.logging.ConsoleHandler.formatter = org.apache.juli.OneLineFormatter
            """;

    /** A pid file, because a server without a shutdown port is stopped by a signal. */
    private static final String SCRIPT = """
            #!/bin/sh
            # Runs Tomcat with the configuration beside this script: run (the default), start, stop, configtest, as catalina.sh has them.
            set -eu
            CATALINA_BASE=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
            : "${CATALINA_HOME:=%s}"
            if [ ! -x "$CATALINA_HOME/bin/catalina.sh" ]; then
              echo "There is no Tomcat in [$CATALINA_HOME]: set CATALINA_HOME to an installation of Tomcat 10.1 or newer." >&2
              exit 1
            fi
            CATALINA_PID=$CATALINA_BASE/temp/tomcat.pid
            export CATALINA_BASE CATALINA_HOME CATALINA_PID
            [ $# -gt 0 ] || set -- run
            exec "$CATALINA_HOME/bin/catalina.sh" "$@"
            """;

    /** Writes all of it, over what an earlier setup wrote; answers the script that runs it. */
    Path write(Jars jars) throws IOException, ExpressException {
        requireOurs();
        if (configuration.port() == 0 || configuration.tls().filter(tls -> tls.port() == 0).isPresent()) {
            throw new ExpressException("--setup-only writes the port down, and [0] is none: give --port and --https-port numbers.");
        }
        TomcatXml xml = new TomcatXml(configuration, directory);
        for (String name : List.of("conf/Catalina/localhost", "bin", "lib", "logs", "temp", "webapps", "empty", "work")) {
            Files.createDirectories(directory.resolve(name));
        }
        new TomcatSetup(directory).install(jars);
        Files.copy(jars.launcher().resolve(Jars.LAUNCHER), directory.resolve("lib").resolve(Jars.LAUNCHER), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(directory.resolve("conf/web.xml"), xml.web());
        Files.writeString(directory.resolve("conf/logging.properties"), LOGGING);
        writePrivately(directory.resolve("conf/Catalina/localhost").resolve(contextFile()), xml.context());
        writePrivately(directory.resolve(SERVER), xml.server());
        Path script = directory.resolve("bin/wsgi-server");
        Files.writeString(script, SCRIPT.formatted(catalinaHome.map(TomcatBase::quoted).orElse("")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** A Tomcat's configuration that somebody wrote is not overwritten. */
    private void requireOurs() throws IOException, ExpressException {
        Path server = directory.resolve(SERVER);
        if (Files.exists(server) && !Files.readString(server).contains(TomcatXml.MARK)) {
            throw new ExpressException("The --server-root [%s] has a conf/server.xml that --setup-only has not written: name another directory.", directory);
        }
    }

    /** The values of environment variables are in them. */
    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** As Tomcat names the file of a context path. */
    private String contextFile() {
        String path = configuration.application() instanceof Application.WebApp webApp ? webApp.mountPoint().prefix() : "";
        return path.isEmpty() ? "ROOT.xml" : path.substring(1).replace('/', '#') + ".xml";
    }

    /** For the inside of {@code "${NAME:=...}"}. */
    private static String quoted(Path path) {
        return path.toString().replaceAll("([\\\\\"$`}])", "\\\\$1");
    }
}
