package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** mod_wsgi-express' {@code --setup-only}: the server is written down instead of run. */
final class SetupOptions {

    @Option(names = "--setup-only", description = "Write the CATALINA_BASE of a Tomcat that serves the same into --server-root, with bin/wsgi-server to run it, and end.")
    private boolean setupOnly;

    @Option(names = "--catalina-home", paramLabel = "DIR", description = "With --setup-only: the Tomcat installation that runs it ($CATALINA_HOME, when it is run).")
    private Path catalinaHome;

    boolean chosen() throws ExpressException {
        if (!setupOnly && catalinaHome != null) {
            throw new ExpressException("--catalina-home [%s] is of --setup-only: add it, or leave it out.", catalinaHome);
        }
        return setupOnly;
    }

    /**
     * Writes it.
     *
     * @param serverRoot what --server-root says
     * @param environment the environment variables, for what is said of Tomcat's Java
     */
    int write(ServerConfiguration configuration, Optional<Path> serverRoot, Map<String, String> environment, PrintWriter out) throws ExpressException {
        Path base = serverRoot.orElseThrow(() -> new ExpressException("--setup-only writes into the directory of --server-root: name one that is new or empty."));
        if (configuration.tls().isPresent()) {
            configuration.tls().get().requireUsable();
        }
        Optional<Path> home = Optional.empty();
        if (catalinaHome != null) {
            home = Optional.of(TomcatInstallation.of(catalinaHome, catalinaHome, environment).base());
        }
        try {
            Path script = new TomcatBase(base, configuration, home).write(Jars.installed());
            out.printf("Wrote a Tomcat that serves %s from [%s] in %s; [%s] runs it.%n%s%n", configuration.url(configuration.port()),
                    configuration.application().name(), configuration.application().mode(), script, TomcatJava.advice(TomcatJava.home(environment)));
            return 0;
        } catch (IOException e) {
            throw new ExpressException("The --server-root [%s] cannot be written (%s): name a writable directory.", base, e);
        }
    }
}
