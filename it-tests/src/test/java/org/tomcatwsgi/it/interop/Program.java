package org.tomcatwsgi.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Another server's process; closing it ends it. */
final class Program implements AutoCloseable {

    private static final long STOP_SECONDS = 20;

    private final Process process;
    private final Path output;
    private final Thread killer;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** Starts one whose output goes to a file of its directory. */
    static Program start(Path directory, List<String> command) {
        Path output = directory.resolve(Path.of(command.get(0)).getFileName() + ".txt");
        try {
            return new Program(new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is ready. */
    Program await(String what, Callable<Boolean> ready) {
        try {
            Awaitility.await(what).atMost(Duration.ofSeconds(30)).failFast(() -> !process.isAlive()).ignoreExceptions().until(ready);
            return this;
        } catch (RuntimeException e) {
            close();
            throw new AssertionError(output(), e);
        }
    }

    /** All that it has written. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it by SIGTERM and returns its exit code; -1: it had to be killed. */
    int stop() {
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return -1;
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
