package org.tomcatwsgi.it.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The log files that Tomcat's own logging configuration writes: catalina, localhost, manager. Tomcat writes them a moment after the event.
 *
 * @param directory where they are
 */
public record ServerLog(Path directory) {

    private static final String TIMESTAMP = "(?m)^\\d\\d-[A-Z][a-z]{2}-\\d{4} [0-9:.]+ ";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** All of it, file after file. */
    public String text() {
        return read("");
    }

    /** What Tomcat's main log, catalina.*.log, says: where an operator looks first. */
    public String main() {
        return read("catalina.");
    }

    private String read(String prefix) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(prefix) && path.toString().endsWith(".log")).sorted().toList()) {
                text.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    public List<String> lines() {
        return text().lines().toList();
    }

    /** Waits for a text and returns the log. */
    public String await(String expected) {
        return Awaitility.await("[" + expected + "] in the log").atMost(PATIENCE).until(this::text, text -> text.contains(expected));
    }

    /** Waits for a text and returns the lines that hold it. */
    public List<String> awaitLines(String expected) {
        return await(expected).lines().filter(line -> line.contains(expected)).toList();
    }

    /** The main log's records of level SEVERE. */
    String failures() {
        return Stream.of(main().split(TIMESTAMP)).filter(record -> record.startsWith("SEVERE")).collect(Collectors.joining());
    }

    /** The one record of the main log that says why the web application with this context path was not deployed. */
    String stopped(String path) {
        String begin = "Deployment of [" + path + "] stopped.";
        await(begin);
        String[] records = main().split(TIMESTAMP);
        List<String> about = Stream.of(records).filter(record -> record.contains(begin)).toList();
        if (about.size() != 1) {
            throw new AssertionError("One record expected about " + path + ", but there are " + about);
        }
        return about.get(0).substring(about.get(0).indexOf(begin)).strip();
    }
}
