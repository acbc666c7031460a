package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tomcatwsgi.border.InterpreterJars;
import org.tomcatwsgi.settings.WorkDirectory;

/**
 * The places of a web application on disk.
 *
 * @param root         its unpacked directory
 * @param path         its context path, decoded, "" at the root
 * @param host         name of its virtual host (G-02)
 * @param catalinaBase CATALINA_BASE, null outside Tomcat
 */
record WebApplication(Path root, String path, String host, Path catalinaBase) {

    /**
     * Reads the places of a web application.
     *
     * @throws IllegalStateException if it is not unpacked: Python needs files
     */
    static WebApplication of(ServletContext context) {
        String root = context.getRealPath("/");
        if (root == null) {
            throw new IllegalStateException("The web application [" + context.getContextPath()
                    + "] is served from its WAR file, but Python needs files: set unpackWARs=\"true\" at the Host.");
        }
        String server = context.getVirtualServerName();
        String base = System.getProperty("catalina.base");
        return new WebApplication(Path.of(root).toAbsolutePath().normalize(), context.getContextPath(), server.substring(server.lastIndexOf('/') + 1),
                base == null ? null : Path.of(base));
    }

    /** A configured path, which may be relative to the web application's root. */
    Path resolve(String configured) {
        return root.resolve(configured).normalize();
    }

    Path workingDirectory() {
        Path directory = root.resolve("WEB-INF");
        return Files.isDirectory(directory) ? directory : root;
    }

    Path work() {
        return WorkDirectory.standard(catalinaBase);
    }

    InterpreterJars jars() {
        return new InterpreterJars(catalinaBase, root.resolve("WEB-INF").resolve("wsgi-runtime"), work());
    }

    /** Removes the byte code that Python kept of this web application's own files: it may be undeployed. Where the JVM ends, it will be started again. */
    void removeByteCode(Path workDirectory) {
        Path own = Path.of(workDirectory + File.separator + "pycache" + root);
        if (!Files.isDirectory(own) || isJvmEnding()) {
            return;
        }
        try (Stream<Path> files = Files.walk(own)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Byte code below [" + own + "] cannot be removed", e);
        }
    }

    private static boolean isJvmEnding() {
        Thread hook = new Thread(() -> { });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
