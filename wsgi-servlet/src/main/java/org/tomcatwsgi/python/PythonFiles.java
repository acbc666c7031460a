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
 * The gateway's Python modules as files: Python caches byte code, and shows source lines in tracebacks, for files only.
 *
 * <p>The directory is shared by interpreters and JVMs; a file is replaced in one step, and only if its content differs.
 */
final class PythonFiles {

    private static final List<String> MODULES = List.of(
            "__init__.py", "embedded.py", "files.py", "gateway.py", "headers.py", "input.py", "log.py", "restrict.py", "scripts.py");

    private PythonFiles() {
    }

    /**
     * Writes the modules below {@code workDirectory} and returns the directory that belongs on {@code sys.path}.
     *
     * @throws IllegalStateException naming the setting if the directory cannot be written
     */
    static Path write(Path workDirectory) {
        Path directory = workDirectory.resolve("gateway");
        try {
            Path modules = Files.createDirectories(directory.resolve("tomcatwsgi"));
            for (String module : MODULES) {
                write(module, modules.resolve(module));
            }
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException("Python cannot be started because workDirectory [" + workDirectory + "] is not writable: " + reason(e)
                    + ". Make it a directory that Tomcat's user may write, or set workDirectory to one.", e);
        }
    }

    private static void write(String module, Path file) throws IOException {
        byte[] content;
        try (InputStream resource = PythonFiles.class.getResourceAsStream("tomcatwsgi/" + module)) {
            content = resource.readAllBytes();
        }
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path part = Files.createTempFile(file.getParent(), module, ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException f && f.getReason() != null ? f.getFile() + ": " + f.getReason() : e.toString();
    }
}
