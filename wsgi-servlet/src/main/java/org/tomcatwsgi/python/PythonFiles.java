package org.tomcatwsgi.python;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The gateway's Python modules, and the worker's, as files: Python caches byte code, and shows source lines in tracebacks, for files only.
 *
 * <p>The directory is shared by interpreters and JVMs; a file is replaced in one step, and only if its content differs.
 */
public final class PythonFiles {

    /** The program that runs a worker of daemon mode: {@code gateway/wsgi-worker.py}. */
    public static final String WORKER = "wsgi-worker.py";

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
            for (String name : names()) {
                Path file = directory.resolve(name);
                Files.createDirectories(file.getParent());
                write(name, file);
            }
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException("Python cannot be started because workDirectory [" + workDirectory + "] is not writable: " + reason(e)
                    + ". Make it a directory that Tomcat's user may write, or set workDirectory to one.", e);
        }
    }

    /** All Python files beside this class, by their paths from here. */
    private static List<String> names() throws IOException {
        URI worker;
        try {
            worker = PythonFiles.class.getResource(WORKER).toURI();
        } catch (URISyntaxException e) {
            throw new IOException("The jar of wsgi-servlet has the unreadable address [" + PythonFiles.class.getResource(WORKER) + "]", e);
        }
        if (!worker.getScheme().equals("jar")) {
            return names(Path.of(worker).getParent());
        }
        try (FileSystem jar = FileSystems.newFileSystem(jar(worker))) {
            return names(jar.getPath("/" + PythonFiles.class.getPackageName().replace('.', '/')));
        }
    }

    private static Path jar(URI entry) {
        String address = entry.getRawSchemeSpecificPart();
        return Path.of(URI.create(address.substring(0, address.indexOf("!/"))));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> directory.relativize(file).toString().replace('\\', '/')).filter(name -> name.endsWith(".py")).sorted().toList();
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
