package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

final class StartTrainingTest {

    private static final List<String> COMPILED = List.of(
            "-Xmx1g", "-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "--upgrade-module-path=/runtime/compiler", "-agentlib:jdwp=transport=dt_socket",
            "-Xlog:gc:file=gc.log", "-Dorg.tomcatwsgi.express.start-cache=/cache", "-Dshop=1");

    @TempDir
    private Path directory;

    private StartTraining training(int feature, List<String> arguments) {
        return new StartTraining(new JavaRuntime(feature, false, true), Path.of("/jdk"), arguments, "/a.jar:/b.jar", directory, false);
    }

    @Test
    void theCompilerBecomesPartOfAJdk() throws IOException {
        StartTraining training = training(25, COMPILED);

        assertThat(training.needsJdk()).isTrue();
        assertThat(training.link()).containsSequence("/jdk/bin/java", "-Xmx512m", directory.resolve("LinkJdk.java").toString(), "/runtime/compiler",
                training.work().toString(), directory.resolve("jdk").toString());
        assertThat(directory.resolve("LinkJdk.java")).isNotEmptyFile();
    }

    @Test
    void theTrainingHasTheOptionsOfTheServerButThoseOfItsOwn() throws IOException {
        List<String> command = training(25, COMPILED).command(directory.resolve("archive"));

        assertThat(command).containsSequence(directory.resolve("jdk/bin/java").toString(), "-Xmx1g", "-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "-Dshop=1",
                "-XX:AOTCacheOutput=" + directory.resolve("archive")).containsSequence("-cp", "/a.jar:/b.jar", "org.tomcatwsgi.express.Main", "start-server");
        assertThat(command).noneMatch(argument -> argument.matches("(--upgrade-module-path|-agentlib|-Xlog|-Dorg.tomcatwsgi.express.start-cache).*"));
        assertThat(command).contains("--startup-only-check", "-Dorg.tomcatwsgi.express.parent=" + ProcessHandle.current().pid());
        assertThat(Files.readString(directory.resolve("training.wsgi"))).contains("def application(environ, start_response):");
    }

    @Test
    void whereNothingIsCompiledTheJdkStaysWhatItIs() throws IOException {
        StartTraining training = training(17, List.of("-Xmx1g"));

        assertThat(training.needsJdk()).isFalse();
        assertThat(training.command(directory.resolve("archive"))).containsSequence("/jdk/bin/java", "-Xmx1g", "-XX:ArchiveClassesAtExit=" + directory.resolve("archive"));
    }
}
