package org.tomcatwsgi.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

final class ChildJvmTest {

    private static final JavaRuntime STOCK_25 = new JavaRuntime(25, false, true);

    @Test
    void commandHasTheJvmOptionsOfBothAndTheUsersArguments() {
        List<String> inputArguments = List.of("-Xmx1g", "-agentlib:jdwp=transport=dt_socket", "--upgrade-module-path=/other", "-Da=b");

        List<String> command = new ChildJvm(STOCK_25, Path.of("/jdk"), inputArguments, Path.of("/rt"), Path.of("/ex"))
                .command(Path.of("/webapp"), 42, Path.of("/x/app.war"), List.of("--port", "0"));

        assertThat(command).containsExactly(
                "/jdk/bin/java",
                "-Xmx1g",
                "-Da=b",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "--upgrade-module-path=/rt/compiler",
                "-Dorg.tomcatwsgi.express.parent=42",
                "-Dorg.tomcatwsgi.express.war=/x/app.war",
                "-cp",
                "/rt/*:/ex/*",
                "org.tomcatwsgi.express.Main",
                "/webapp",
                "--port",
                "0");
    }

    @Test
    void noJitLeavesTheCompilerOut() {
        List<String> command = new ChildJvm(STOCK_25, Path.of("/jdk"), List.of(), Path.of("/rt"), Path.of("/ex"))
                .command(Path.of("/webapp"), 42, Path.of("/x/app.war"), List.of("--no-jit"));

        assertThat(command).doesNotContain("-XX:+EnableJVMCI").endsWith("--no-jit");
    }
}
