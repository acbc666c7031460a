package org.tomcatwsgi.it.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.tomcat.Property;

/** The commands of the README, as a newcomer types them. */
@Tag("deployment")
class LauncherIT {

    private static final String HELLO = """
            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [("Hello " + environ["PATH_INFO"]).encode("latin-1")]
            """;

    @TempDir
    private Path directory;

    @Test
    void aScriptIsServedUntilTheSignal() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.wsgi"), HELLO);
        try (Launched launched = wsgi("start-server", script.toString(), "--port", "0")) {
            assertThat(Launched.get(launched.port(), "/%ff;a").text()).isEqualTo("Hello /\u00ff;a");
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
            assertThat(launched.errors()).contains("Embedded mode, GraalPy 25.0.3").doesNotContain("SEVERE").doesNotContain("by force");
        }
    }

    @Test
    void withoutAScriptTheSampleIsServed() {
        try (Launched launched = wsgi("start-server", "--port", "0")) {
            assertThat(Launched.get(launched.port(), "/").text()).contains("Python", "embedded");
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
        }
    }

    @Test
    void aScriptThatCannotBeLoadedEndsTheLauncherWithItsReason() throws IOException {
        Path script = Files.writeString(directory.resolve("broken.wsgi"), "import nothing_of_that_name\n");
        try (Launched launched = wsgi("start-server", script.toString(), "--port", "0")) {
            assertThat(launched.exitCode()).isEqualTo(1);
            assertThat(launched.errors()).containsOnlyOnce("ModuleNotFoundError: No module named 'nothing_of_that_name'. ")
                    .contains("[" + script + "]", "pythonPath").doesNotContain("at org.tomcatwsgi");
        }
    }

    @Test
    void aWarRunsByItselfAndItsJvmDoesNotOutliveTheLauncher() throws IOException {
        Path project = Files.createDirectories(directory.resolve("project/static"));
        Files.writeString(project.resolveSibling("app.wsgi"), HELLO);
        Files.writeString(project.resolve("style.css"), "body {}");
        Path war = directory.resolve("app.war");
        try (Launched made = wsgi("create-war", project.getParent().toString(), "-o", war.toString())) {
            assertThat(made.exitCode()).as(made::errors).isZero();
        }
        String java = Property.path("it.java.home").resolve("bin/java").toString();
        try (Launched launched = Launched.start(directory, List.of(java, "-jar", war.toString(), "--port", "0"))) {
            int port = launched.port();
            assertThat(Launched.get(port, "/x").text()).isEqualTo("Hello /x");
            assertThat(Launched.get(port, "/static/style.css").text()).isEqualTo("body {}");
            List<ProcessHandle> jvms = launched.descendants();
            assertThat(jvms).isNotEmpty();
            launched.kill();
            await().atMost(Duration.ofSeconds(20)).until(() -> jvms.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void daemonModeServesFromProcessesThatEndWithTheLauncher() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.wsgi"), HELLO.replace("environ[\"PATH_INFO\"]", "environ[\"tomcatwsgi.mode\"] + environ[\"PATH_INFO\"]"));
        Path style = Files.writeString(directory.resolve("style.css"), "body {}");
        try (Launched launched = wsgi("start-server", script.toString(), "--port", "0", "--processes", "2", "--threads", "15",
                "--document-root", directory.toString(), "--url-alias", "/alias.css", style.toString())) {
            int port = launched.port();
            assertThat(Launched.get(port, "/%ff;a").text()).isEqualTo("Hello daemon/\u00ff;a");
            assertThat(Launched.get(port, "/style.css").text()).isEqualTo("body {}");
            assertThat(Launched.get(port, "/alias.css").text()).isEqualTo("body {}");
            assertThat(Launched.get(port, "/missing.css").text()).isEqualTo("Hello daemon/missing.css");
            await().until(() -> launched.descendants().size() == 2);
            List<ProcessHandle> processes = launched.descendants();
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
            assertThat(launched.errors()).contains("CPython").doesNotContain("SEVERE", "WARNING", "GraalPy");
        }
    }

    @Test
    void theProcessesOfALauncherThatIsKilledEnd() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.wsgi"), HELLO);
        try (Launched launched = wsgi("start-server", script.toString(), "--port", "0", "--processes", "1")) {
            launched.port();
            List<ProcessHandle> processes = launched.descendants();
            assertThat(processes).isNotEmpty();
            launched.kill();
            await().atMost(Duration.ofSeconds(10)).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void aHangUpReloadsTheApplicationOfDaemonMode() throws IOException {
        Path script = Files.writeString(directory.resolve("hello.wsgi"), HELLO.replace("environ[\"PATH_INFO\"]", "str(__import__('os').getpid())"));
        try (Launched launched = wsgi("start-server", script.toString(), "--port", "0", "--processes", "1", "--disable-reloading")) {
            int port = launched.port();
            String before = Launched.get(port, "/").text();
            launched.signal("HUP");
            await().atMost(Duration.ofSeconds(20)).until(() -> !Launched.get(port, "/").text().equals(before));
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
        }
    }

    @Test
    void withoutAScriptTheSampleIsServedInDaemonMode() {
        try (Launched launched = wsgi("start-server", "--port", "0", "--processes", "1", "--mount-point", "/sample")) {
            int port = launched.port();
            assertThat(Launched.get(port, "/sample/").text()).contains("Python", "daemon");
            assertThat(Launched.get(port, "/sample/static/mark.svg").text()).contains("<svg");
            launched.terminate();
            assertThat(launched.exitCode()).isZero();
        }
    }

    @Test
    void aScriptThatCannotBeLoadedEndsDaemonModeWithItsReason() throws IOException {
        Path script = Files.writeString(directory.resolve("broken.wsgi"), "import nothing_of_that_name\n");
        for (String option : List.of("--port=0", "--startup-only-check")) {
            try (Launched launched = wsgi("start-server", script.toString(), option, "--processes", "1")) {
                assertThat(launched.exitCode()).isEqualTo(1);
                assertThat(launched.errors()).contains("script [" + script + "] cannot be loaded", "File \"" + script + "\", line 1")
                        .containsOnlyOnce("Traceback").doesNotContain("java.lang", "at org.tomcatwsgi");
            }
        }
    }

    private Launched wsgi(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Property.path("it.root").resolve("wsgi").toString()));
        command.addAll(List.of(arguments));
        return Launched.start(directory, command);
    }
}
