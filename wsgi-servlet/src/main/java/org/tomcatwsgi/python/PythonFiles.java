package org.tomcatwsgi.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * The gateway's Python modules, and the worker's, as files: Python caches byte code, and shows source lines in tracebacks, for files only.
 *
 * <p>The directory is shared by interpreters and JVMs; a file is replaced in one step, and only if its content differs.
 */
public final class PythonFiles {

    /** The program that runs a worker of daemon mode: {@code gateway/wsgi-worker.py}. */
    public static final String WORKER = "wsgi-worker.py";

    private static final List<String> FILES = List.of(
            WORKER, "tomcatwsgi/__init__.py", "tomcatwsgi/active.py", "tomcatwsgi/blocks.py", "tomcatwsgi/connection.py", "tomcatwsgi/container.py", "tomcatwsgi/control.py", "tomcatwsgi/daemon.py", "tomcatwsgi/debug.py",
            "tomcatwsgi/embedded.py", "tomcatwsgi/ending.py", "tomcatwsgi/events.py", "tomcatwsgi/fastcgi.py", "tomcatwsgi/files.py",
            "tomcatwsgi/gateway.py", "tomcatwsgi/handler.py", "tomcatwsgi/headers.py", "tomcatwsgi/hooks.py", "tomcatwsgi/input.py", "tomcatwsgi/interpreter.py",
            "tomcatwsgi/interrupts.py", "tomcatwsgi/listener.py", "tomcatwsgi/log.py", "tomcatwsgi/metrics.py", "tomcatwsgi/mod_wsgi.py",
            "tomcatwsgi/observation.py", "tomcatwsgi/observed.py", "tomcatwsgi/owners.py", "tomcatwsgi/process.py", "tomcatwsgi/request.py",
            "tomcatwsgi/restrict.py", "tomcatwsgi/scripts.py", "tomcatwsgi/settings.py", "tomcatwsgi/signals.py", "tomcatwsgi/sleeping.py", "tomcatwsgi/slow.py",
            "tomcatwsgi/spool.py", "tomcatwsgi/stacks.py", "tomcatwsgi/standalone.py", "tomcatwsgi/supervised.py", "tomcatwsgi/worker.py");

    private PythonFiles() {
    }

    /**
     * Writes the modules below {@code workDirectory} and returns the directory that belongs on {@code sys.path}.
     *
     * @throws IllegalStateException naming the setting if the directory cannot be written
     */
    public static Path write(Path workDirectory) {
        Path directory = workDirectory.resolve("gateway");
        try {
            Files.createDirectories(directory.resolve("tomcatwsgi"));
            for (String name : FILES) {
                write(name, directory.resolve(name));
            }
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException("Python cannot be started because workDirectory [" + workDirectory + "] is not writable: " + reason(e)
                    + ". Make it a directory that Tomcat's user may write, or set workDirectory to one.", e);
        }
    }

    private static void write(String name, Path file) throws IOException {
        byte[] content;
        try (InputStream resource = PythonFiles.class.getResourceAsStream(name)) {
            content = resource.readAllBytes();
        }
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path part = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null ? f.getFile() + ": " + f.getReason() : e.toString();
    }
}
