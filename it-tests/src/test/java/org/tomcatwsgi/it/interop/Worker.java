package org.tomcatwsgi.it.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.war.Mode;

/** Our worker without a Tomcat: what wsgi-servlet.jar holds, run by CPython. */
final class Worker {

    private static final String PREFIX = "org/tomcatwsgi/python/";

    private Worker() {
    }

    /** Starts one that serves daemon/interop.py at a Unix socket, and waits until it does. */
    static Program start(Path directory, Path socket, String... options) {
        Path program = unpack(directory.resolve("worker")).resolve("wsgi-worker.py");
        List<String> command = new ArrayList<>(List.of(Mode.DAEMON_CPYTHON.python(), program.toString(), "--listen", "unix:" + socket,
                "--python-path", Property.path("it.wsgi").resolve("lib").toString()));
        command.addAll(List.of(options));
        command.add(Property.path("it.wsgi").resolve("daemon/interop.py").toString());
        Program worker = Program.start(directory, command);
        return worker.await("the worker serves", () -> worker.output().contains("Serving "));
    }

    private static Path unpack(Path directory) {
        try (ZipFile jar = new ZipFile(Property.path("it.runtime").resolve("wsgi-servlet.jar").toFile())) {
            for (ZipEntry entry : jar.stream().filter(file -> file.getName().startsWith(PREFIX) && file.getName().endsWith(".py")).toList()) {
                Path file = directory.resolve(entry.getName().substring(PREFIX.length()));
                Files.createDirectories(file.getParent());
                Files.copy(jar.getInputStream(entry), file);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
