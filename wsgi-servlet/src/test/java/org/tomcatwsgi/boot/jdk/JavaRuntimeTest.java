package org.tomcatwsgi.boot.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JavaRuntimeTest {

    @ParameterizedTest
    @EnumSource
    void releaseFileSaysWhatTheOptionsAre(TesterJdk jdk, @TempDir Path home) throws IOException {
        jdk.install(home);

        JavaRuntime java = JavaRuntime.of(home);

        assertThat(java.options(Path.of("/runtime"), true)).isEqualTo(jdk.options());
        assertThat(java.options(Path.of("/runtime"), false)).isEqualTo(jdk.optionsWithoutJit());
        assertThat(java.compiles()).isEqualTo(jdk.compiles());
    }

    @ParameterizedTest
    @EnumSource
    void scriptsDecideTheSame(TesterJdk jdk, @TempDir Path home) throws IOException, InterruptedException {
        jdk.install(home);

        assertThat(jdkScript("jdk_options \"$1\" /runtime", home)).isEqualTo(jdk.options());
        assertThat(jdkScript("jdk_options \"$1\" /runtime no-jit", home)).isEqualTo(jdk.optionsWithoutJit());
        assertThat(jdkScript("if jdk_compiles \"$1\"; then echo true; else echo false; fi", home)).containsExactly(Boolean.toString(jdk.compiles()));
    }

    @Test
    void scriptsAskAJavaWithoutReleaseFile(@TempDir Path home) throws IOException, InterruptedException {
        TesterJdk.GRAALVM_25.install(home);
        Files.delete(home.resolve("release"));
        Files.writeString(home.resolve("bin/java"), """
                #!/bin/sh
                echo 'openjdk version "25.0.1" 2025-10-21' >&2
                echo 'OpenJDK Runtime Environment GraalVM CE 25.0.1+8.1' >&2
                """);

        assertThat(jdkScript("jdk_feature \"$1\"", home)).containsExactly("25");
        assertThat(jdkScript("jdk_options \"$1\" /runtime", home)).isEqualTo(TesterJdk.GRAALVM_25.options());
    }

    @Test
    void scriptsPreferTheJdkThatCompiles(@TempDir Path directory) throws IOException, InterruptedException {
        Path old = TesterJdk.DEBIAN_17.install(directory.resolve("a jdk 17"));
        Path best = TesterJdk.TEMURIN_25.install(directory.resolve("a jdk 25"));

        String homes = "jdk_homes() { printf '%s\\n' \"" + old + "\" \"" + best + "\"; }\n";

        assertThat(jdkScript(homes + "jdk_compiling", old)).containsExactly(best.toString());
        assertThat(jdkScript(homes + "jdk_first 17 java", old)).containsExactly(old.toString());
        assertThat(jdkScript(homes + "jdk_first 26 java || echo none", old)).containsExactly("none");
    }

    @Test
    void memoryDefaultsFitTheMachine(@TempDir Path directory) throws IOException, InterruptedException {
        Path java25 = TesterJdk.TEMURIN_25.install(directory.resolve("25"));
        Path java17 = TesterJdk.DEBIAN_17.install(directory.resolve("17"));

        assertThat(memoryOptions(java25, 2, "")).contains("-XX:+UseSerialGC", "-Xms128m", "-XX:MaxNewSize=128m", "-XX:TrimNativeHeapInterval=10000");
        assertThat(memoryOptions(java25, 8, "")).contains("-Xms128m").noneMatch(option -> option.matches(".*(Use.*GC|NewSize).*"));
        assertThat(memoryOptions(java17, 1, "")).contains("-XX:+UseSerialGC").noneMatch(option -> option.contains("TrimNativeHeapInterval"));
    }

    @Test
    void theUsersMemoryOptionsCountMore(@TempDir Path home) throws IOException, InterruptedException {
        TesterJdk.TEMURIN_25.install(home);

        assertThat(memoryOptions(home, 2, "-Xss1m -XX:+UseParallelGC")).contains("-XX:MaxNewSize=128m").noneMatch(option -> option.matches(".*Use.*GC"));
        assertThat(memoryOptions(home, 2, "-Xmn1g")).contains("-XX:+UseSerialGC").noneMatch(option -> option.contains("NewSize"));
        for (String small : List.of("-Xmx96m", "-Xmx96m -Da=b", "-Xmx900m", "-Xmx65536k", "-Xmx67108864", "-Xms32m")) {
            assertThat(memoryOptions(home, 2, small)).as(small).noneMatch(option -> option.startsWith("-Xms"));
        }
        assertThat(memoryOptions(home, 2, "-Da=b -Xmx2048m -Xss512k")).contains("-Xms128m");
    }

    private static List<String> memoryOptions(Path home, int processors, String given) throws IOException, InterruptedException {
        return jdkScript("jdk_memory_options \"$1\" " + processors + " '" + given + "'", home);
    }

    @Test
    void thisJvmIsDescribed() {
        assertThat(JavaRuntime.current().feature()).isEqualTo(Runtime.version().feature());
    }

    @Test
    void directoryWithoutVersionIsRefused(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"none\"\n");

        assertThatThrownBy(() -> JavaRuntime.of(home)).isInstanceOf(IOException.class).hasMessageContaining("JAVA_VERSION");
    }

    /** The lines that a command prints after the JDK functions have been sourced. */
    private static List<String> jdkScript(String command, Path home) throws IOException, InterruptedException {
        String script = ". ../.mvn/jdk.sh\n" + command;
        Process shell = new ProcessBuilder("sh", "-c", script, "sh", home.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = shell.inputReader().lines().toList();
        shell.waitFor();
        return lines;
    }
}
