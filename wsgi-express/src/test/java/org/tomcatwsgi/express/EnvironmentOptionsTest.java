package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvironmentOptionsTest {

    @TempDir
    private Path directory;

    @Test
    void aFileIsReadAsSystemdAndDockerReadIt() throws Exception {
        Path file = write("app.env", """
                # a comment
                ; another one

                SECRET_KEY=a=b "c" #d
                  EMPTY=
                QUOTED="two words"
                SINGLE='$HOME'
                export EXPORTED=1
                """);

        assertThat(EnvironmentFile.variables(file)).containsExactly("SECRET_KEY", "a=b \"c\" #d", "EMPTY", "", "QUOTED", "two words", "SINGLE", "$HOME", "EXPORTED", "1");
    }

    @Test
    void aLineThatIsNoVariableIsNamedButNotShown() throws Exception {
        Path file = write("app.env", "A=1\nhunter2\n");

        assertThatThrownBy(() -> EnvironmentFile.variables(file)).isInstanceOf(ExpressException.class)
                .hasMessage("Line [2] of --env-file [%s] is not NAME=VALUE: write one variable a line.", file);
    }

    @Test
    void aScriptGivesWhatItSetsAndChanges() throws Exception {
        Path script = write("envvars", "echo noise\nA='1\n2'\nexport B=\"$KEPT-b\"\nCHANGED=new\nunset KEPT\n");

        List<String> variables = EnvironmentScript.variables(script, Map.of("KEPT", "k", "CHANGED", "old", "PATH", System.getenv("PATH")));

        assertThat(variables).containsSequence("A", "1\n2").containsSequence("B", "k-b").containsSequence("CHANGED", "new").hasSize(6);
    }

    @Test
    void aScriptThatFailsIsNamed() throws Exception {
        Path script = write("envvars", "exit 3\n");

        assertThatThrownBy(() -> EnvironmentScript.variables(script, Map.of())).isInstanceOf(ExpressException.class)
                .hasMessageContaining("The --envvars-script [" + script + "] ended with [3]");
    }

    @Test
    void whatIsSaidMorePreciselyWins() throws Exception {
        Path file = write("app.env", "A=file\nB=file\n");
        Path script = write("envvars", "A=script\nB=script\nC=script\necho ran >> " + directory.resolve("ran") + "\n");

        assertThat(environment("--setenv", "A", "option", "--env-file", file.toString(), "--envvars-script", script.toString()))
                .isEqualTo(Map.of("env.A", "option", "env.B", "file", "env.C", "script"));
        assertThat(directory.resolve("ran")).hasContent("ran\n");
    }

    @Test
    void theServersOwnVariablesArePassedOnByName() throws Exception {
        assertThat(environment("--passenv", "PATH", "--passenv", "NO_SUCH_VARIABLE")).isEqualTo(Map.of("env.PATH", System.getenv("PATH")));
    }

    @Test
    void namesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> environment("--setenv", "A=B", "c")).hasMessageContaining("The name [A=B] of --setenv is none of an environment variable");
    }

    private Map<String, String> environment(String... options) throws ExpressException, IOException {
        List<String> arguments = new ArrayList<>(List.of(write("hello.wsgi", "").toString()));
        arguments.addAll(List.of(options));
        Application.Script script = (Application.Script) TesterOptions.parse(directory.resolve("root"), arguments.toArray(String[]::new)).application();
        return script.settings().entrySet().stream().filter(entry -> entry.getKey().startsWith("env."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
