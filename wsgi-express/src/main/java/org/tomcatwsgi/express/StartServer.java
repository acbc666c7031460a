package org.tomcatwsgi.express;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./wsgi start-server}: serves one script, module or web application in the foreground (mod_wsgi-express' X-01). */
@Command(
        name = "start-server",
        description = "Serve a WSGI script in the foreground; without one, the sample.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class StartServer implements Callable<Integer> {

    /** What the SCRIPT is; lower case as it is typed. */
    enum ApplicationType {
        script,
        module
    }

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

    @Option(names = "--interpreters", paramLabel = "N", description = "How many interpreters run Python in parallel (1).")
    private Integer interpreters;

    @Option(names = "--threads", paramLabel = "N", description = "How many requests an interpreter works on at a time (15).")
    private Integer threads;

    @Option(names = "--python-path", paramLabel = "DIR", description = "A directory in front of sys.path; its .pth files count. Repeatable.")
    private final List<Path> pythonPath = new ArrayList<>();

    @Option(names = "--python-home", paramLabel = "DIR", description = "A virtual environment.")
    private Path pythonHome;

    @Option(names = "--working-directory", paramLabel = "DIR", description = "The application's working directory, first on sys.path (the current directory).")
    private Path workingDirectory;

    @Option(names = "--reload-on-changes", description = "Watch the files of all imported modules and reload when one changes.")
    private boolean reloadOnChanges;

    @Option(names = "--disable-reloading", description = "Do not reload the script when it changes.")
    private boolean disableReloading;

    @Option(names = "--import-script", paramLabel = "FILE", description = "A script to run when an interpreter starts. Repeatable.")
    private final List<Path> importScripts = new ArrayList<>();

    @Option(names = "--request-timeout", paramLabel = "SECONDS", description = "Answer 504 and replace the interpreter when a request takes longer (0: never).")
    private BigDecimal requestTimeout;

    @Option(names = "--queue-timeout", paramLabel = "SECONDS", description = "Answer 504 when a request waits so long for a thread (45).")
    private BigDecimal queueTimeout;

    @Option(names = "--graceful-timeout", paramLabel = "SECONDS", description = "How long requests may run on in an interpreter that was replaced (300).")
    private BigDecimal gracefulTimeout;

    @Option(names = "--url-alias", arity = "2", paramLabel = "URL PATH", hideParamSyntax = true,
            description = "Serve a directory, or a file, of static files at a URL path. Repeatable.")
    private final List<String> urlAliases = new ArrayList<>();

    @Option(names = "--document-root", paramLabel = "DIR", description = "Serve a file of this directory where the URL names one, else ask the application.")
    private Path documentRoot;

    @Option(names = "--setenv", arity = "2", paramLabel = "NAME VALUE", hideParamSyntax = true,
            description = "An entry of os.environ and of each request's environ. Repeatable.")
    private final List<String> environment = new ArrayList<>();

    @Mixin
    private JavaHomeOption javaHome;

    @Override
    public Integer call() throws ExpressException {
        Serving serving = new Serving(configuration(), System.out);
        System.setProperty("org.tomcatwsgi.advice", server.advice());
        return server.startupOnlyCheck() ? serving.check() : serving.run();
    }

    ServerConfiguration configuration() throws ExpressException {
        return server.configuration(application(), UrlAlias.of(urlAliases));
    }

    private Application application() throws ExpressException {
        InitParameters parameters = commonParameters();
        if (script == null) {
            return webApp(sample(), parameters);
        }
        if (applicationType == ApplicationType.module) {
            parameters.put("application", script);
            return mounted("module " + script, parameters);
        }
        Path path = Path.of(script).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new ExpressException("The script [%s] does not exist: give the path of a WSGI script, or a module with --application-type module.", path);
        }
        if (Files.isDirectory(path.resolve("WEB-INF"))) {
            return webApp(path, parameters);
        }
        parameters.put("script", path);
        return mounted(path.toString(), parameters);
    }

    /** Only what was given: the rest is for the web application to say. */
    private Application webApp(Path directory, InitParameters parameters) throws ExpressException {
        if (documentRoot != null) {
            throw new ExpressException("The web application [%s] has its own static files: leave out --document-root [%s].", directory, documentRoot);
        }
        parameters.put("applicationGroup", applicationGroup);
        parameters.putPath("home", "--working-directory", workingDirectory);
        return new Application.WebApp(directory.toString(), directory, server.mountPoint(), parameters.asMap());
    }

    private Application mounted(String name, InitParameters parameters) throws ExpressException {
        parameters.put("applicationGroup", applicationGroup == null ? "%{GLOBAL}" : applicationGroup);
        parameters.putPath("home", "--working-directory", workingDirectory == null ? Path.of("") : workingDirectory);
        Optional<Path> root = Optional.empty();
        if (documentRoot != null) {
            root = Optional.of(InitParameters.existing("--document-root", documentRoot));
            parameters.put("staticFiles", "on");
        }
        return new Application.Script(name, server.mountPoint(), root, parameters.asMap());
    }

    private InitParameters commonParameters() throws ExpressException {
        InitParameters parameters = server.initParameters();
        parameters.put("callableObject", callableObject);
        parameters.put("interpreters", interpreters);
        parameters.put("threads", threads);
        parameters.putPaths("pythonPath", "--python-path", pythonPath);
        parameters.putPath("pythonHome", "--python-home", pythonHome);
        parameters.switchTo("reloadOnChanges", "on", reloadOnChanges);
        parameters.switchTo("scriptReloading", "off", disableReloading);
        parameters.putPaths("importScripts", "--import-script", importScripts);
        parameters.put("requestTimeout", requestTimeout);
        parameters.put("queueTimeout", queueTimeout);
        parameters.put("gracefulTimeout", gracefulTimeout);
        parameters.putEnvironment(environment);
        return parameters;
    }

    private static Path sample() throws ExpressException {
        String sample = System.getProperty("org.tomcatwsgi.express.sample", "");
        if (!Files.isDirectory(Path.of(sample).resolve("WEB-INF"))) {
            throw new ExpressException("There is no sample in [%s]: name a SCRIPT to serve.", sample);
        }
        return Path.of(sample);
    }
}
