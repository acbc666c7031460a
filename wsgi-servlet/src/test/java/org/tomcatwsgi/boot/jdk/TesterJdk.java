package org.tomcatwsgi.boot.jdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Installations as their release files describe them, and the options each is to get. */
enum TesterJdk {

    JAVA_8("1.8.0_402", "Temurin", "", false, List.of()),
    DEBIAN_17("17.0.15", "Debian", "java.base jdk.internal.vm.ci jdk.jfr", false, List.of()),
    TEMURIN_21("21.0.2", "Eclipse Adoptium", "java.base jdk.internal.vm.ci jdk.jfr", false, List.of()),
    TEMURIN_22("22", "Eclipse Adoptium", "java.base jdk.internal.vm.ci", false, List.of("--enable-native-access=ALL-UNNAMED")),
    TEMURIN_25("25.0.3", "Eclipse Adoptium", "java.base jdk.graal.compiler jdk.internal.vm.ci jdk.jfr", true, Silence.BOTH),
    RISCV_25("25.0.3", "Eclipse Adoptium", "java.base jdk.jfr", false, Silence.BOTH),
    GRAALVM_25("25.0.1", "GraalVM Community\"\nGRAALVM_VERSION=\"25.0.1", "java.base jdk.graal.compiler jdk.internal.vm.ci", true, Silence.BOTH),
    GRAALVM_17("17.0.9", "GraalVM Community", "java.base jdk.internal.vm.ci", false, List.of()),
    EARLY_26("26-ea", "Oracle Corporation", "java.base jdk.internal.vm.ci", false, Silence.BOTH);

    private final String version;
    private final String implementor;
    private final String modules;
    private final boolean compiles;
    private final List<String> silencing;

    TesterJdk(String version, String implementor, String modules, boolean compiles, List<String> silencing) {
        this.version = version;
        this.implementor = implementor;
        this.modules = modules;
        this.compiles = compiles;
        this.silencing = silencing;
    }

    boolean compiles() {
        return compiles;
    }

    List<String> options() {
        List<String> jit = List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "--upgrade-module-path=/runtime/compiler");
        return this == TEMURIN_25 ? Stream.concat(silencing.stream(), jit.stream()).toList() : silencing;
    }

    List<String> optionsWithoutJit() {
        boolean graalVm = implementor.contains("GraalVM");
        return graalVm ? Stream.concat(silencing.stream(), Stream.of("-Dtruffle.UseFallbackRuntime=true")).toList() : silencing;
    }

    /** Writes the release file and a java that is not run. */
    Path install(Path home) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createFile(home.resolve("bin/java"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(home.resolve("release"), """
                IMPLEMENTOR="%s"
                JAVA_VERSION="%s"
                MODULES="%s"
                """.formatted(implementor, version, modules));
        return home;
    }

    /** Options that keep a new JDK from warning. */
    private static final class Silence {
        private static final List<String> BOTH = List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }
}
