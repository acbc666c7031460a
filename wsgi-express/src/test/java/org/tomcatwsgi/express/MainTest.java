package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void unknownOptionIsNamedInOneLine() {
        assertThat(run("start-server", "--no-such-option", "2")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("Unknown option [--no-such-option]: [./wsgi start-server --help] lists the options.\n");
    }

    @Test
    void missingArgumentIsNamedInOneLine() {
        assertThat(run("create-war", "dir")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--output").contains("[./wsgi create-war --help]").hasLineCount(1);
    }

    @Test
    void refusalIsOneLineAndExitCodeOne(@TempDir Path directory) {
        assertThat(run("start-server", "/missing.wsgi", "--server-root", directory.toString())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString()).startsWith("The script [/missing.wsgi]").hasLineCount(1);
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("start-server", "create-war", "setup-tomcat");
    }

    private int run(String... arguments) {
        return Main.commandLine(new Main()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
