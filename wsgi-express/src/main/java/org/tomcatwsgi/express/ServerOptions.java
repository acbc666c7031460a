package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomcatwsgi.boot.CacheDirectory;
import org.tomcatwsgi.valve.WsgiHealthCheckValve;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of each command that serves; names and meanings are those of mod_wsgi-express where it has them. */
final class ServerOptions {

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "The name or address to listen on (${DEFAULT-VALUE}); 0.0.0.0 for all.")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8000",
            description = "The port (${DEFAULT-VALUE}); 0 for any that is free.")
    private int port;

    @Option(names = "--mount-point", paramLabel = "URL", defaultValue = "/",
            description = "The URL path of the application (${DEFAULT-VALUE}).")
    private String mountPoint;

    @Option(names = "--max-clients", paramLabel = "N", defaultValue = "256",
            description = "How many requests are in the server at a time (${DEFAULT-VALUE}); idle connections do not count.")
    private int maxClients;

    @Option(names = "--shutdown-timeout", paramLabel = "SECONDS", defaultValue = "5",
            description = "How long running requests, and then Python's exit functions, may take to end after SIGTERM or SIGINT (${DEFAULT-VALUE}).")
    private int shutdownTimeout;

    @Option(names = "--server-root", paramLabel = "DIR",
            description = "Keeps byte code and the unpacked Python library for the next start"
                    + " ($XDG_CACHE_HOME/tomcat-wsgi, else ~/.cache/tomcat-wsgi). Nothing else is written outside a temporary directory.")
    private Path serverRoot;

    @Option(names = "--startup-only-check", description = "Load the application, say what would be served, and end; the exit code says whether it could be loaded.")
    private boolean startupOnlyCheck;

    @Option(names = "--server-status",
            description = "Show what the server does at /server-status, and metrics at /server-status/metrics, to who sits at this machine.")
    private boolean serverStatus;

    @Option(names = "--health-check", paramLabel = "URL",
            description = "Answer at this URL path, as /health, whether Python can serve: 200, or 503.")
    private String healthCheck;

    @Mixin
    private SiteOptions site = new SiteOptions();

    @Mixin
    private AccessLogOptions accessLog = new AccessLogOptions();

    @Option(names = "--no-jit", description = "Interpret Python also where it could be compiled.")
    private boolean noJit;

    /** What the start's log record advises where Python is interpreted. */
    String advice() {
        return noJit ? "--no-jit was given" : "it would be compiled on a JDK 25, which JAVA_HOME or --java-home can name";
    }

    boolean startupOnlyCheck() {
        return startupOnlyCheck;
    }

    MountPoint mountPoint() throws ExpressException {
        return MountPoint.of("--mount-point", mountPoint);
    }

    /** What mod_wsgi-express calls a server's process group. */
    String address() {
        return host + ":" + port;
    }

    /** What --server-root says. */
    Optional<Path> root() {
        return Optional.ofNullable(serverRoot).map(root -> root.toAbsolutePath().normalize());
    }

    /** The settings that depend on the server. */
    SettingValues settings() throws ExpressException {
        SettingValues values = new SettingValues();
        values.put("workDirectory", workDirectory());
        values.put("shutdownTimeout", shutdownTimeout);
        return values;
    }

    /** The private directory of the interpreters, which exists and can be written. */
    private Path workDirectory() throws ExpressException {
        Path root = serverRoot == null ? ofUser() : root().orElseThrow();
        Path work = root.resolve("work");
        try {
            CacheDirectory.create(work);
        } catch (IOException e) {
            throw new ExpressException("The --server-root [%s] cannot be created (%s): name a writable directory.", root, e);
        }
        if (!Files.isWritable(work)) {
            throw new ExpressException("The --server-root [%s] is not writable: name another directory.", root);
        }
        return work;
    }

    ServerConfiguration configuration(Application application, List<UrlAlias> urlAliases, List<Map<String, String>> services) throws ExpressException {
        requireRange("--port", port, 0, 65535);
        requireRange("--max-clients", maxClients, 1, 10_000);
        requireRange("--shutdown-timeout", shutdownTimeout, 0, 86_400);
        return new ServerConfiguration(host, port, site.tls(), maxClients, Duration.ofSeconds(shutdownTimeout), application, urlAliases, valves(), services,
                serverStatus);
    }

    /** In the order in which they see a request. */
    private List<ServerElement> valves() throws ExpressException {
        List<ServerElement> valves = new ArrayList<>();
        accessLog.valve().ifPresent(valves::add);
        if (healthCheck != null) {
            // in front of the names of the site, for a probe asks for an address
            valves.add(ServerElement.of(WsgiHealthCheckValve.class, Map.of("path", MountPoint.of("--health-check", healthCheck).path())));
        }
        site.valve().ifPresent(valves::add);
        return valves;
    }

    private static Path ofUser() throws ExpressException {
        String home = System.getProperty("user.home", "");
        return CacheDirectory.ofUser(System.getenv(), home)
                .orElseThrow(() -> new ExpressException("This user has no home directory [%s]: name a writable directory with --server-root.", home));
    }

    static void requireRange(String option, int value, int least, int most) throws ExpressException {
        if (value < least || value > most) {
            throw new ExpressException("%s [%d] is out of range: give a number from %d to %d.", option, value, least, most);
        }
    }
}
