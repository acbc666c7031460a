package org.tomcatwsgi.boot.jdk;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What decides the options of a JVM that runs Python. The shell scripts follow the same rules in {@code .mvn/jdk.sh}.
 *
 * @param feature the feature version, 17 or 25 for example
 * @param graalVm whether the compiler is part of the JDK
 * @param jvmci whether a stock JDK offers the interface through which the Graal compiler works
 */
public record JavaRuntime(int feature, boolean graalVm, boolean jvmci) {

    /** The only JDK that the Graal compiler of GraalPy 25.0 accepts. */
    private static final int COMPILING_FEATURE = 25;

    private static final int OLDEST_WITH_NATIVE_ACCESS_OPTION = 22;

    private static final int OLDEST_WITH_UNSAFE_OPTION = 24;

    /** The installation this JVM runs on. */
    public static JavaRuntime current() {
        return new JavaRuntime(
                Runtime.version().feature(),
                System.getProperty("java.vendor.version", "").contains("GraalVM"),
                ModuleFinder.ofSystem().find("jdk.internal.vm.ci").isPresent());
    }

    /**
     * The installation in a directory, as its {@code release} file describes it.
     *
     * @throws IOException if the directory holds no readable {@code release} file with a version
     */
    public static JavaRuntime of(Path home) throws IOException {
        Properties release = new Properties();
        try (var reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        }
        String version = unquoted(release, "JAVA_VERSION");
        if (!version.matches("\\d+.*")) {
            throw new IOException("no JAVA_VERSION in [" + home.resolve("release") + "]");
        }
        return new JavaRuntime(
                featureOf(version),
                release.toString().toLowerCase(Locale.ROOT).contains("graalvm"),
                List.of(unquoted(release, "MODULES").split(" ")).contains("jdk.internal.vm.ci"));
    }

    /** Whether Python is compiled, not interpreted, on this installation. */
    public boolean compiles() {
        return feature == COMPILING_FEATURE && (graalVm || jvmci);
    }

    /**
     * The JVM options for Python.
     *
     * @param runtime the directory of the runtime jars, which has a subdirectory {@code compiler}
     * @param jit whether Python is to be compiled where that is possible
     */
    public List<String> options(Path runtime, boolean jit) {
        List<String> options = new ArrayList<>();
        if (feature >= OLDEST_WITH_NATIVE_ACCESS_OPTION) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        if (feature >= OLDEST_WITH_UNSAFE_OPTION) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (graalVm && !jit) {
            options.add("-Dtruffle.UseFallbackRuntime=true");
        }
        if (!graalVm && jit && compiles()) {
            options.add("-XX:+UnlockExperimentalVMOptions");
            options.add("-XX:+EnableJVMCI");
            options.add("--upgrade-module-path=" + runtime.resolve("compiler"));
        }
        return options;
    }

    private static int featureOf(String version) {
        String[] numbers = version.split("[^0-9]+");
        boolean beforeNine = numbers[0].equals("1") && numbers.length > 1;
        return Integer.parseInt(beforeNine ? numbers[1] : numbers[0]);
    }

    private static String unquoted(Properties release, String name) {
        return release.getProperty(name, "").replace("\"", "");
    }
}
