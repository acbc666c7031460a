package org.tomcatwsgi.application;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.servlet.BenchmarkSettings;

/** An application group that serves benchmarks/apps/perf.py from a temporary directory. */
final class BenchmarkGroup implements AutoCloseable {

    private static final String SCRIPT = "perf.py";

    private final Path directory;
    private final ApplicationGroup group;
    private final Application application;

    BenchmarkGroup(int interpreters, int threads) {
        try (InputStream script = BenchmarkGroup.class.getResourceAsStream("/" + SCRIPT)) {
            directory = Files.createTempDirectory("border-benchmark");
            Files.createDirectory(directory.resolve("work"));
            Files.copy(script, directory.resolve(SCRIPT));
        } catch (IOException e) {
            throw new UncheckedIOException("The application cannot be written to a temporary directory", e);
        }
        application = new Application(Application.SCRIPT, directory.resolve(SCRIPT).toString(), "application");
        group = new ApplicationGroup(
                BenchmarkSettings.of(directory, SCRIPT, Map.of("interpreters", Integer.toString(interpreters), "threads", Integer.toString(threads))),
                BenchmarkGroup::log, List.of(application));
        group.open();
    }

    ApplicationGroup group() {
        return group;
    }

    Interpreter interpreter() {
        return group.generation().first();
    }

    BorderRequest request(String path) {
        return new BorderRequest(application, path);
    }

    @Override
    public void close() {
        group.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The directory [" + directory + "] cannot be removed", e);
        }
    }

    private static void log(Level level, String message) {
        if (level.intValue() >= Level.INFO.intValue()) {
            System.out.println(level + ": " + message);
        }
    }
}
