package org.tomcatwsgi.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the worker's own tests, which are in Python: src/test/python. */
class WorkerTest {

    private static final Path TESTS = Path.of("src/test/python").toAbsolutePath();
    private static final long PATIENCE_MINUTES = 10;

    @TempDir
    Path directory;

    @Test
    void servesOnCPython() throws Exception {
        assumeTrue(isOnPath("python3"), "python3 is not installed");
        Path worker = PythonFiles.write(directory).resolve(PythonFiles.WORKER);
        passes(List.of("python3", "-X", "utf8", "-u", worker.toString()), List.of("--supervised"), "discover");
    }

    @Test
    void servesOnGraalPy() throws Exception {
        assumeTrue(isOnPath("python3"), "python3 is not installed");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> access = Runtime.version().feature() >= 22 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
        List<String> worker = Stream.of(
                List.of(java), access, List.of("-cp", System.getProperty("java.class.path"), GraalPyWorker.class.getName(), directory.toString()))
                .flatMap(List::stream).toList();
        passes(worker, List.of(), "smoke");
    }

    private void passes(List<String> worker, List<String> supervised, String tests) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("python3", "-W", "error::ResourceWarning", "-m", "unittest", tests)
                .directory(TESTS.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TEST_WORKER", json(worker));
        builder.environment().put("TEST_SUPERVISED", json(supervised));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("the tests end; so far: " + Files.readString(output)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            assertThat(output).content().containsPattern("Ran [1-9]\\d* tests");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String json(List<String> words) {
        return words.stream().map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"').collect(Collectors.joining(",", "[", "]"));
    }

    private static boolean isOnPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, command)));
    }
}
