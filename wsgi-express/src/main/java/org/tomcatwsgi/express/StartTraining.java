package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
 */
record StartTraining(JavaRuntime java, Path javaHome, List<String> inputArguments, String classPath, Path directory) {

    /** The first with the ahead-of-time cache of JEP 514, which keeps the profiles of methods, too (JEP 515). */
    private static final int OLDEST_WITH_AOT_CACHE = 25;

    /** Stubs, or modules that cannot be linked out of an installation without jmods (JEP 493). */
    private static final Set<String> NOT_LINKED = Set.of("jdk.graal.compiler", "jdk.graal.compiler.management", "jdk.jlink", "jdk.jpackage");

    private static final String UPGRADE = "--upgrade-module-path=";
    private static final String TRAINING_SECONDS = "15";

    static StartTraining ofThisJvm(Path directory) {
        return new StartTraining(JavaRuntime.current(), Path.of(System.getProperty("java.home")), ManagementFactory.getRuntimeMXBean().getInputArguments(),
                System.getProperty("java.class.path"), directory);
    }

    /** Whether the compiler has to become part of a JDK: the JVM uses no archive beside an --upgrade-module-path. */
    boolean needsJdk() {
        return inputArguments.stream().anyMatch(argument -> argument.startsWith(UPGRADE));
    }

    /** Makes a copy of the JDK with the compiler as one of its modules. */
    List<String> jlink() {
        String compiler = inputArguments.stream().filter(argument -> argument.startsWith(UPGRADE)).findFirst().orElseThrow().substring(UPGRADE.length());
        String modules = Stream.concat(
                Stream.of("ALL-MODULE-PATH"),
                ModuleFinder.ofSystem().findAll().stream().map(ModuleReference::descriptor).map(module -> module.name()).filter(name -> !NOT_LINKED.contains(name)).sorted())
                .collect(Collectors.joining(","));
        return niced(List.of(javaHome.resolve("bin").resolve("jlink").toString(), "--module-path", compiler, "--add-modules", modules,
                "--output", directory.resolve(StartCache.JDK).toString()));
    }

    /** Loads and warms up a small application, and writes the archive at its end. */
    List<String> command(Path archive) throws IOException {
        Path script = directory.resolve("training.wsgi");
        try (InputStream resource = Objects.requireNonNull(StartTraining.class.getResourceAsStream("training.wsgi"), "training.wsgi")) {
            Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Path home = needsJdk() ? directory.resolve(StartCache.JDK) : javaHome;
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        inputArguments.stream().filter(StartTraining::isForTraining).forEach(command::add);
        command.add((java.feature() >= OLDEST_WITH_AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
        command.add("-Dorg.tomcatwsgi.express.parent=" + ProcessHandle.current().pid());
        command.addAll(List.of("-cp", classPath, Main.class.getName(), "start-server", script.toString(), "--working-directory", directory.toString(),
                "--server-root", directory.resolve("training").toString(), "--startup-only-check", "--warmup-path", "/", "--warmup-seconds", TRAINING_SECONDS));
        return niced(command);
    }

    private static boolean isForTraining(String argument) {
        return !argument.startsWith(UPGRADE) && !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent") && !argument.startsWith("-Xlog")
                && !argument.startsWith("-XX:AOT") && !argument.startsWith("-XX:SharedArchiveFile") && !argument.startsWith("-D" + StartCache.PROPERTY);
    }

    private static List<String> niced(List<String> command) {
        Path nice = Path.of("/usr/bin/nice");
        return Files.isExecutable(nice) ? Stream.concat(Stream.of(nice.toString(), "-n", "19"), command.stream()).toList() : command;
    }
}
