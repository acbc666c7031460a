package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process: what it prints, how it ends and what it leaves behind. Without Python, to be quick. */
final class ServingTest {

    private static final long BOUND_SECONDS = 60;

    @TempDir
    private Path directory;

    private Path temporary;

    private Process process;

    @BeforeEach
    void writeWebApplication() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        Files.writeString(Files.createDirectories(directory.resolve("webapp/WEB-INF")).resolveSibling("index.txt"), "index");
    }

    @AfterEach
    void endProcess() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void servesUntilTheSignalAndLeavesNothingBehind() throws Exception {
        start(List.of(), "--port", "0");
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            assertThat(line).matches("Serving http://127\\.0\\.0\\.1:[0-9]+/ from \\[" + webapp() + "] in embedded mode");
            assertThat(get(line.split(" ")[1] + "index.txt")).isEqualTo("index");

            // Process.destroy would close the stream, too.
            process.toHandle().destroy();

            assertThat(out.readLine()).isNull();
        }
        assertThat(exitCode()).isZero();
        assertThat(errors()).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void endsWithTheProcessThatStartedIt() throws Exception {
        start(List.of("-Dorg.tomcatwsgi.express.parent=1"), "--port", "0");

        assertThat(exitCode()).isZero();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void startupCheckOpensNoPortAndSucceeds() throws Exception {
        start(List.of(), "--startup-only-check", "--port", "1");

        assertThat(process.inputReader().readLine()).startsWith("The startup check passed; start-server would serve http://127.0.0.1:1/");
        assertThat(exitCode()).isZero();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void startupCheckFailsWithOneMessage() throws Exception {
        Files.writeString(webapp().resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <servlet>
                    <servlet-name>wsgi</servlet-name>
                    <servlet-class>org.tomcatwsgi.servlet.WsgiServlet</servlet-class>
                    <init-param>
                      <param-name>noSuchParameter</param-name>
                      <param-value>1</param-value>
                    </init-param>
                    <load-on-startup>1</load-on-startup>
                  </servlet>
                </web-app>
                """);

        start(List.of(), "--startup-only-check");

        assertThat(process.inputReader().readLine()).isNull();
        assertThat(exitCode()).isEqualTo(1);
        assertThat(errors()).contains("noSuchParameter").hasLineCount(1);
        assertThat(temporary).isEmptyDirectory();
    }

    private void start(List<String> jvmOptions, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-XX:-UsePerfData");
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "start-server", webapp().toString()));
        command.addAll(List.of("--server-root", directory.resolve("root").toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
        return process.exitValue();
    }

    /** What was written to stderr, but for what the JVM says of its own options. */
    private String errors() throws IOException {
        return String.join("\n", Files.readAllLines(directory.resolve("errors")).stream().filter(line -> !line.startsWith("Picked up ")).toList());
    }

    private Path webapp() {
        return directory.resolve("webapp");
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
