package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tomcatwsgi.border.InterpreterJars;

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

    /** Default of workDirectory: one for all web applications, so that they share the byte code of the standard library. */
    Path work() {
        if (catalinaBase != null && Files.isDirectory(catalinaBase)) {
            return catalinaBase.resolve("work").resolve("tomcat-wsgi");
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "tomcat-wsgi-" + System.getProperty("user.name"));
    }

    InterpreterJars jars() {
        return new InterpreterJars(catalinaBase, root.resolve("WEB-INF").resolve("wsgi-runtime"), work());
    }

    /**
     * Creates a work directory that only its owner may read: byte code is code.
     *
     * @throws IllegalStateException naming the setting
     */
    static void create(Path workDirectory) {
        try {
            if (!Files.isDirectory(workDirectory)) {
                Files.createDirectories(workDirectory.getParent());
                if (workDirectory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.createDirectory(workDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectory(workDirectory);
                }
            }
        } catch (IOException e) {
            if (!Files.isDirectory(workDirectory)) {
                throw new IllegalStateException("workDirectory [" + workDirectory + "] cannot be created: " + e
                        + ". Set workDirectory to a directory that Tomcat's user may write.", e);
            }
        }
        if (!Files.isWritable(workDirectory)) {
            throw new IllegalStateException("workDirectory [" + workDirectory
                    + "] is not writable. Make it writable for Tomcat's user, or set workDirectory to a directory that is.");
        }
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
