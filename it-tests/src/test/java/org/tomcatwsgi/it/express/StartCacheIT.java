package org.tomcatwsgi.it.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.tomcat.Property;

/** The first start makes what the next ones are faster by; they use it, and do without it where it is damaged. */
@Tag("deployment")
class StartCacheIT {

    private static final String HELLO = """
            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"Hello"]
            """;
    private static final String ARCHIVE = "classes.aot";

    @TempDir
    private Path directory;

    private Launched start(Path script, String... options) {
        List<String> command = new ArrayList<>(List.of(Property.path("it.root").resolve("wsgi").toString(), "start-server", script.toString(), "--port", "0"));
        command.addAll(List.of(options));
        return Launched.start(directory, command, "-Dorg.tomcatwsgi.express.start-cache.hurry=true");
    }

    private List<Path> archives() throws IOException {
        return made(ARCHIVE);
    }

    private void requireNoFailure() throws IOException {
        for (Path failed : made("failed")) {
            throw new AssertionError(Files.readString(failed) + "\n" + Files.readString(failed.resolveSibling("log")));
        }
    }

    private List<Path> made(String name) throws IOException {
        Path start = directory.resolve("cache/tomcat-wsgi/start");
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        // one level and no more: below it files come and go
        try (Stream<Path> directories = Files.list(start)) {
            return directories.map(found -> found.resolve(name)).filter(Files::isRegularFile).toList();
        }
    }

    /** What the log says of Python: its version, and whether it is compiled. */
    private static String python(Launched launched) {
        return launched.errors().lines().filter(line -> line.contains("Embedded mode, ")).map(line -> line.replaceAll(".*Embedded mode, |: loaded .*", "")).findFirst()
                .orElseThrow();
    }

    private static String serve(Launched launched) throws IOException {
        assertThat(Launched.get(launched.port(), "/").text()).isEqualTo("Hello");
        String maps = Files.readString(Path.of("/proc", Long.toString(launched.pid()), "maps"));
        launched.terminate();
        assertThat(launched.exitCode()).isZero();
        assertThat(launched.errors()).containsIgnoringCase("INFO").doesNotContainIgnoringCase("warn").doesNotContain("aot", "cds");
        return maps;
    }

    @Test
    void anArchiveIsMadeUsedAndSurvivesDamage() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.wsgi"), HELLO);
        String python;
        try (Launched first = start(script)) {
            assertThat(Launched.get(first.port(), "/").text()).isEqualTo("Hello");
            await("archive").atMost(Duration.ofMinutes(5)).failFast(this::requireNoFailure)
                    .until(() -> !archives().isEmpty());
            await("end of the training").atMost(Duration.ofSeconds(20)).until(() -> first.descendants().isEmpty());
            first.terminate();
            assertThat(first.exitCode()).isZero();
            python = python(first);
        }
        Path archive = archives().get(0);

        try (Launched second = start(script)) {
            assertThat(serve(second)).contains(ARCHIVE);
            assertThat(python(second)).isEqualTo(python);
        }

        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        try (Launched third = start(script)) {
            assertThat(serve(third)).doesNotContain(ARCHIVE);
            assertThat(python(third)).isEqualTo(python);
        }
        assertThat(archives()).containsExactly(archive);
    }

    @Test
    void whatIsBegunEndsWithTheLauncher() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.wsgi"), HELLO);
        // interpreted, it starts sooner
        try (Launched launched = start(script, "--no-jit")) {
            launched.port();
            await("a helper").atMost(Duration.ofSeconds(30)).until(() -> !launched.descendants().isEmpty());
            List<ProcessHandle> begun = launched.descendants();
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
            assertThat(begun).noneMatch(ProcessHandle::isAlive);
        }
        assertThat(archives()).isEmpty();
    }
}
