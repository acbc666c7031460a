package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

/**
 * The commands that fill a {@link StartCache}: the JVM that runs them has the options of this one, since an archive fits no others.
 *
 * @param java           the installation this JVM runs on
 * @param javaHome       its directory
 * @param inputArguments the JVM options of this JVM
 * @param classPath      its class path
 * @param directory      the directory to be filled
 * @param hurry          whether somebody waits for it
 */
record StartTraining(JavaRuntime java, Path javaHome, List<String> inputArguments, String classPath, Path directory, boolean hurry) {

    /** The first with the ahead-of-time cache of JEP 514, which keeps the profiles of methods, too (JEP 515). */
    private static final int OLDEST_WITH_AOT_CACHE = 25;

    private static final String UPGRADE = "--upgrade-module-path=";
    private static final String SECONDS = "15";
    private static final String SECONDS_IN_A_HURRY = "2";

    static StartTraining ofThisJvm(Path directory) {
        return new StartTraining(JavaRuntime.current(), Path.of(System.getProperty("java.home")), ManagementFactory.getRuntimeMXBean().getInputArguments(),
                System.getProperty("java.class.path"), directory, Boolean.getBoolean(StartCache.HURRY));
    }

    /** Whether the compiler has to become part of a JDK: the JVM uses no archive beside an --upgrade-module-path. */
    boolean needsJdk() {
        return inputArguments.stream().anyMatch(argument -> argument.startsWith(UPGRADE));
    }

    /** Makes a copy of the JDK with the compiler as one of its modules. */
    List<String> link() throws IOException {
        String compiler = inputArguments.stream().filter(argument -> argument.startsWith(UPGRADE)).findFirst().orElseThrow().substring(UPGRADE.length());
        return niced(List.of(javaHome.resolve("bin").resolve("java").toString(), "-Xmx512m", resource("LinkJdk.java").toString(), compiler, work().toString(),
                directory.resolve(StartCache.JDK).toString()));
    }

    /** What {@link #link} needs no more when it is done. */
    Path work() {
        return directory.resolve("work");
    }

    /** Loads and warms up a small application, and writes the archive at its end. */
    List<String> command(Path archive) throws IOException {
        Path script = resource("training.wsgi");
        Path home = needsJdk() ? directory.resolve(StartCache.JDK) : javaHome;
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        inputArguments.stream().filter(StartTraining::isForTraining).forEach(command::add);
        command.add((java.feature() >= OLDEST_WITH_AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
        command.add("-Dorg.tomcatwsgi.express.parent=" + ProcessHandle.current().pid());
        command.addAll(List.of("-cp", classPath, Main.class.getName(), "start-server", script.toString(), "--working-directory", directory.toString(),
                "--server-root", directory.getParent().getParent().toString(), "--startup-only-check", "--warmup-path", "/", "--warmup-seconds",
                hurry ? SECONDS_IN_A_HURRY : SECONDS));
        return niced(command);
    }

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream resource = Objects.requireNonNull(StartTraining.class.getResourceAsStream(name), name)) {
            Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static boolean isForTraining(String argument) {
        return !argument.startsWith(UPGRADE) && !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent") && !argument.startsWith("-Xlog")
                && !argument.startsWith("-XX:AOT") && !argument.startsWith("-XX:SharedArchiveFile") && !argument.startsWith("-D" + StartCache.PROPERTY);
    }

    private List<String> niced(List<String> command) {
        Path nice = Path.of("/usr/bin/nice");
        return !hurry && Files.isExecutable(nice) ? Stream.concat(Stream.of(nice.toString(), "-n", "19"), command.stream()).toList() : command;
    }
}
