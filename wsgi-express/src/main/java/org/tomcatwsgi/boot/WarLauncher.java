package org.tomcatwsgi.boot;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

/**
 * {@code java -jar app.war}: unpacks the WAR into the user's cache directory and serves it with a second JVM that has the options
 * Python needs, passes SIGTERM, SIGINT and the exit code on, and does nothing else.
 */
final class WarLauncher {

    private static final String PACKAGE = "org/tomcatwsgi/boot/";
    private static final String RUNTIME = "WEB-INF/wsgi-runtime/";
    private static final String EXPRESS = "WEB-INF/wsgi-express/";
    private static final String SERVLET = "WEB-INF/lib/wsgi-servlet.jar";

    /** Long enough that a version used once a month stays. */
    private static final Duration KEEP_RUNTIME = Duration.ofDays(40);

    private WarLauncher() {
    }

    /** Serves the WAR this class was loaded from. */
    static void main(String[] arguments) {
        int status;
        try {
            status = run(warOf(WarLauncher.class), List.of(arguments));
        } catch (IOException e) {
            System.err.println(e.getMessage());
            status = 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = 1;
        }
        System.exit(status);
    }

    private static int run(Path war, List<String> arguments) throws IOException, InterruptedException {
        Path cache = cacheDirectory(arguments);
        Path contents = cache.resolve("wars").resolve(UnpackedWar.hash(war.toString()));
        try (ZipFile zip = new ZipFile(war.toFile());
                UnpackedWar jars = unpack(zip, cache.resolve("jars"), true, KEEP_RUNTIME);
                UnpackedWar webapp = unpack(zip, contents, false, Duration.ZERO)) {
            ChildJvm jvm = new ChildJvm(
                    JavaRuntime.current(),
                    Path.of(System.getProperty("java.home")),
                    ManagementFactory.getRuntimeMXBean().getInputArguments(),
                    jars.directory().resolve(RUNTIME),
                    jars.directory().resolve(EXPRESS));
            return serve(jvm.command(webapp.directory(), ProcessHandle.current().pid(), war, arguments));
        }
    }

    private static UnpackedWar unpack(ZipFile war, Path parent, boolean jars, Duration keep) throws IOException {
        try {
            return UnpackedWar.unpack(war, parent, name -> isOurs(name) == jars && !name.startsWith(PACKAGE), keep);
        } catch (IOException e) {
            throw new IOException("The WAR [" + war.getName() + "] cannot be unpacked into [" + parent + "] (" + e
                    + "): name a writable directory with --server-root or XDG_CACHE_HOME.", e);
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith(RUNTIME) || name.startsWith(EXPRESS) || name.equals(SERVLET);
    }

    private static int serve(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // Both are among the arguments of this JVM already.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process child = builder.start();
        TerminationSignals.onTermination(child::destroy);
        return child.waitFor();
    }

    private static Path cacheDirectory(List<String> arguments) throws IOException {
        Optional<String> named = serverRoot(arguments);
        if (named.isPresent()) {
            return Path.of(named.get()).toAbsolutePath();
        }
        Optional<Path> cache = CacheDirectory.ofUser(System.getenv(), System.getProperty("user.home", ""));
        return cache.orElseThrow(() -> new IOException("This user has no home directory ["
                + System.getProperty("user.home") + "]: name a writable directory with --server-root or XDG_CACHE_HOME."));
    }

    /** The one argument that matters here; the child reads all of them and refuses what is wrong. */
    private static Optional<String> serverRoot(List<String> arguments) {
        String option = "--server-root";
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(option + "=")) {
                return Optional.of(argument.substring(option.length() + 1));
            }
            if (argument.equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private static Path warOf(Class<?> type) throws IOException {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toRealPath();
        } catch (URISyntaxException e) {
            throw new IOException("The WAR [" + e.getInput() + "] cannot be found.", e);
        }
    }
}
