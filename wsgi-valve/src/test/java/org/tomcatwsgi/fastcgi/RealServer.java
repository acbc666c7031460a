package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.tomcatwsgi.python.PythonFiles;

/** A FastCGI server in a process of its own, which serves exchange.py at a Unix socket. */
final class RealServer implements AutoCloseable {

    private static final Path UWSGI = Path.of("/usr/bin/uwsgi-core");
    private static final Path UWSGI_PYTHON = Path.of("/usr/lib/uwsgi/plugins/python3_plugin.so");
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Process process;
    private final Path socket;

    private RealServer(Path directory, List<String> command, Path socket) throws IOException {
        this.socket = socket;
        Path output = directory.resolve("output");
        this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            Awaitility.await("socket of " + command.get(0)).atMost(Duration.ofSeconds(30)).until(() -> {
                assertThat(process.isAlive()).as(() -> text(output)).isTrue();
                return Files.exists(socket);
            });
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Debian packages uwsgi-core and uwsgi-plugin-python3. */
    static RealServer uwsgi(Path directory) throws IOException, URISyntaxException {
        require("uwsgi-core", UWSGI);
        require("uwsgi-plugin-python3", UWSGI_PYTHON);
        Path socket = directory.resolve("uwsgi.sock");
        return new RealServer(directory, List.of(UWSGI.toString(), "--plugin", "python3", "--fastcgi-socket", socket.toString(), "--master", "--processes", "2",
                "--die-on-term", "--need-app", "--wsgi-file", program()), socket);
    }

    /** Our own worker on CPython. */
    static RealServer worker(Path directory) throws IOException, URISyntaxException {
        require("python3", PYTHON);
        Path socket = directory.resolve("worker.sock");
        Path worker = PythonFiles.write(directory).resolve(PythonFiles.WORKER);
        return new RealServer(directory, List.of(PYTHON.toString(), worker.toString(), "--listen", "unix:" + socket, "--threads", "3", program()), socket);
    }

    private static String program() throws URISyntaxException {
        return Path.of(RealServer.class.getResource("exchange.py").toURI()).toString();
    }

    /** Leaves the tests out where a package is missing, but not in CI (CI=true): there they fail. */
    private static void require(String debianPackage, Path file) {
        String absence = "Debian package [" + debianPackage + "] is not installed: there is no [" + file + "]. Install it with apt-get install " + debianPackage + ".";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(file).as(absence).exists();
        }
        Assumptions.assumeTrue(Files.exists(file), absence);
    }

    ServerAddress address() {
        return new ServerAddress("unix:" + socket);
    }

    /** Ends the process and waits for its end. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
