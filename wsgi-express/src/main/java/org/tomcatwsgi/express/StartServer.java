package org.tomcatwsgi.express;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./wsgi start-server}: serves one script, module or web application in the foreground (mod_wsgi-express' X-01). */
@Command(
        name = "start-server",
        description = "Serve a WSGI script in the foreground; without one, the sample.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        abbreviateSynopsis = true,
        sortOptions = false)
final class StartServer implements Callable<Integer> {

    /** What the SCRIPT is; lower case as it is typed. */
    enum ApplicationType {
        script,
        module
    }

    /** Options that say how Python is run, which is not ours to say with --server. */
    private static final Set<String> OF_PROCESSES = Set.of(
            "--application-group", "--python-path", "--python-home", "--working-directory", "--reload-on-changes", "--disable-reloading", "--import-script",
            "--request-timeout", "--graceful-timeout", "--slow-requests", "--server-metrics");

    @Parameters(arity = "0..1", paramLabel = "SCRIPT",
            description = "A WSGI script or a directory of them; a web application directory (it holds WEB-INF);"
                    + " with --application-type module, package.module[:callable].")
    private String script;

    @Mixin
    private ServerOptions server;

    @Option(names = "--application-type", paramLabel = "TYPE", defaultValue = "script", description = "script or module (${DEFAULT-VALUE}).")
    private ApplicationType applicationType;

    @Option(names = "--callable-object", paramLabel = "NAME", description = "The callable in the script or module (application).")
    private String callableObject;

    @Option(names = "--application-group", paramLabel = "NAME", description = "The application group (%%{GLOBAL}).")
    private String applicationGroup;

    @Option(names = "--interpreters", paramLabel = "N|N-M",
            description = "How many interpreters run Python in parallel (1); with a range, as 1-4, more are built while requests queue.")
    private String interpreters;

    @Option(names = "--threads", paramLabel = "N", description = "How many requests an interpreter, or a process, works on at a time (15).")
    private Integer threads;

    @Option(names = "--python-path", paramLabel = "DIR", description = "A directory in front of sys.path; its .pth files count. Repeatable.")
    private final List<Path> pythonPath = new ArrayList<>();

    @Option(names = "--python-home", paramLabel = "DIR", description = "A virtual environment; in daemon mode its Python runs.")
    private Path pythonHome;

    @Option(names = "--working-directory", paramLabel = "DIR", description = "The application's working directory, first on sys.path (the current directory).")
    private Path workingDirectory;

    @Option(names = "--reload-on-changes", description = "Watch the files of all imported modules and reload when one changes.")
    private boolean reloadOnChanges;

    @Option(names = "--debug-mode", description = "Answer an exception with its traceback and source lines, but only to who sits at this machine.")
    private boolean debugMode;

    @Option(names = "--disable-reloading", description = "Do not reload the script when it changes.")
    private boolean disableReloading;

    @Option(names = "--import-script", paramLabel = "FILE", description = "A script to run when an interpreter, or a process, starts. Repeatable.")
    private final List<Path> importScripts = new ArrayList<>();

    @Option(names = "--request-timeout", paramLabel = "SECONDS", description = "Answer 504 and replace the interpreter, or the process, when a request takes longer (0: never; daemon mode 60).")
    private BigDecimal requestTimeout;

    @Option(names = "--queue-timeout", paramLabel = "SECONDS", description = "Answer 504 when a request waits so long for a thread (45).")
    private BigDecimal queueTimeout;

    @Option(names = "--slow-requests", paramLabel = "SECONDS", description = "Log a request that runs so long with its Python stack, and again when it ends (0: never).")
    private BigDecimal slowRequests;

    @Option(names = "--server-metrics", description = "Let the application see what the whole server does: mod_wsgi.server_metrics().")
    private boolean serverMetrics;

    @Option(names = "--graceful-timeout", paramLabel = "SECONDS", description = "How long requests may run on in an interpreter, or a process, that is replaced (300; daemon mode 15).")
    private BigDecimal gracefulTimeout;

    @Option(names = "--warmup-path", paramLabel = "URL",
            description = "Ask the application for this path, below the mount point, before it serves, so that Python is compiled by then. Repeatable.")
    private final List<String> warmupPaths = new ArrayList<>();

    @Option(names = "--warmup-seconds", paramLabel = "SECONDS", description = "How long to do so at most (30).")
    private BigDecimal warmupSeconds;

    @Mixin
    private StaticFileOptions files = new StaticFileOptions();

    @Mixin
    private RequestOptions requests = new RequestOptions();

    @Mixin
    private EnvironmentOptions environment = new EnvironmentOptions();

    @Mixin
    private SetupOptions setup = new SetupOptions();

    @Mixin
    private JavaHomeOption javaHome;

    @ArgGroup(exclusive = false, validate = false, heading = "%nDaemon mode (--processes): Python in processes of its own instead of the server's JVM%n")
    private DaemonOptions daemon = new DaemonOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ExpressException {
        if (setup.chosen()) {
            return setup.write(configuration(), server.root(), System.getenv(), spec.commandLine().getOut());
        }
        Serving serving = new Serving(configuration(), System.out);
        System.setProperty("org.tomcatwsgi.advice", server.advice());
        return server.startupOnlyCheck() ? serving.check() : serving.run();
    }

    ServerConfiguration configuration() throws ExpressException {
        requireMode();
        return server.configuration(application(), files.urlAliases(), services());
    }

    private void requireMode() throws ExpressException {
        if (daemon.chosen() && interpreters != null) {
            throw new ExpressException("--interpreters [%s] is of embedded mode, for a daemon process has one: leave it out, or leave out %s.",
                    interpreters, daemon.external() ? "--server" : "--processes");
        }
        if (daemon.chosen() && (!warmupPaths.isEmpty() || warmupSeconds != null)) {
            throw new ExpressException("%s is of embedded mode, whose Python gets faster as it runs: leave it out, or leave out %s.",
                    warmupPaths.isEmpty() ? "--warmup-seconds [" + warmupSeconds + "]" : "--warmup-path " + warmupPaths, daemon.external() ? "--server" : "--processes");
        }
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            boolean ofDaemonMode = option.group() != null;
            if (!daemon.chosen() && ofDaemonMode) {
                throw new ExpressException("%s %s is of daemon mode only: add --processes N, or leave it out.", option.longestName(), option.originalStringValues());
            }
            if (daemon.external() && (ofDaemonMode ? !DaemonOptions.OF_SERVERS.contains(option.longestName()) : OF_PROCESSES.contains(option.longestName()))) {
                throw new ExpressException("%s %s is for whoever runs the FastCGI server of --server: leave it out, or leave out --server.",
                        option.longestName(), option.originalStringValues());
            }
        }
    }

    private Application application() throws ExpressException {
        SettingValues values = commonValues();
        if (script == null) {
            return webApp(sample(), values);
        }
        if (applicationType == ApplicationType.module) {
            values.put("application", script);
            return mounted("module " + script, values);
        }
        Path path = Path.of(script).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new ExpressException("The script [%s] does not exist: give the path of a WSGI script, or a module with --application-type module.", path);
        }
        if (Files.isDirectory(path.resolve("WEB-INF"))) {
            return webApp(path, values);
        }
        values.put("script", path);
        return mounted(path.toString(), values);
    }

    /** Only what was given: the rest is for the web application to say. */
    private Application webApp(Path directory, SettingValues values) throws ExpressException {
        files.requireNoneFor(directory);
        values.put("applicationGroup", applicationGroup);
        values.putPath("home", "--working-directory", workingDirectory);
        return new Application.WebApp(directory.toString(), mode(), directory, server.mountPoint(), settings(values));
    }

    private Application mounted(String name, SettingValues values) throws ExpressException {
        values.put("applicationGroup", applicationGroup == null ? "%{GLOBAL}" : applicationGroup);
        values.putPath("home", "--working-directory", workingDirectory == null ? Path.of("") : workingDirectory);
        Optional<DocumentRoot> root = files.documentRoot();
        values.switchTo("staticFiles", "on", root.isPresent());
        return new Application.Script(name, mode(), server.mountPoint(), root, files.errorDocuments(), settings(values));
    }

    private SettingValues commonValues() throws ExpressException {
        SettingValues values = processValues();
        values.put("callableObject", callableObject);
        values.put("interpreters", interpreters);
        values.put("threads", threads);
        values.switchTo("scriptReloading", "off", disableReloading);
        values.switchTo("debug", "on", debugMode);
        values.putPaths("importScripts", "--import-script", importScripts);
        values.put("requestTimeout", requestTimeout);
        values.put("queueTimeout", queueTimeout);
        values.put("slowRequests", slowRequests);
        values.switchTo("serverMetrics", "on", serverMetrics);
        values.put("warmupPaths", warmupPaths.isEmpty() ? null : String.join("\n", warmupPaths));
        values.put("warmupSeconds", warmupSeconds);
        requests.addTo(values);
        return values;
    }

    private ServerMode mode() {
        return daemon.chosen() ? ServerMode.DAEMON : ServerMode.EMBEDDED;
    }

    private Map<String, String> settings(SettingValues values) throws ExpressException {
        return daemon.chosen() ? daemon.attributes(values, server.address()) : values.asMap();
    }

    private List<Map<String, String>> services() throws ExpressException {
        SettingValues values = processValues();
        values.putPath("home", "--working-directory", workingDirectory == null ? Path.of("") : workingDirectory);
        return daemon.services(values);
    }

    /** What any process is started with. */
    private SettingValues processValues() throws ExpressException {
        SettingValues values = server.settings();
        values.putPaths("pythonPath", "--python-path", pythonPath);
        values.putPath("pythonHome", "--python-home", pythonHome);
        values.switchTo("reloadOnChanges", "on", reloadOnChanges);
        values.put("gracefulTimeout", gracefulTimeout);
        environment.addTo(values);
        return values;
    }

    private static Path sample() throws ExpressException {
        String sample = System.getProperty("org.tomcatwsgi.express.sample", "");
        if (!Files.isDirectory(Path.of(sample).resolve("WEB-INF"))) {
            throw new ExpressException("There is no sample in [%s]: name a SCRIPT to serve.", sample);
        }
        return Path.of(sample);
    }
}
