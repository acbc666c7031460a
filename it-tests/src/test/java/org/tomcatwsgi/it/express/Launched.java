package org.tomcatwsgi.it.express;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** A launcher that was started from the command line; closing it ends it. */
final class Launched implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("Serving http://127\\.0\\.0\\.1:(\\d+).*");
    private static final long END_SECONDS = 60;

    private final Process process;
    private final Path errors;
    private final List<String> output = new ArrayList<>();

    private Launched(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts a command; {@code directory} is its working directory, its temporary one and the home of its user. */
    static Launched start(Path directory, List<String> command, String... javaOptions) {
        Path errors = directory.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors.toFile());
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        // what a killed launcher leaves behind goes with the test's directory
        builder.environment().put("JAVA_OPTS", String.join(" ", "-Djava.io.tmpdir=" + directory, String.join(" ", javaOptions)));
        try {
            return new Launched(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the line that says where it serves, and returns the port. */
    int port() {
        BufferedReader reader = process.inputReader();
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                Matcher serving = SERVING.matcher(line);
                if (serving.matches()) {
                    return Integer.parseInt(serving.group(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("It ended without serving: " + output + errors());
    }

    static Response get(int port, String target) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send(Request.get(target)).read();
        }
    }

    long pid() {
        return process.pid();
    }

    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void terminate() {
        process.destroy();
    }

    /** Sends it the signal of that name, as HUP. */
    void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + name + " failed with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    int exitCode() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("It has not ended within " + Duration.ofSeconds(END_SECONDS) + ": " + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
