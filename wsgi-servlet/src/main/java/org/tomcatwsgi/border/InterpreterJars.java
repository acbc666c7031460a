package org.tomcatwsgi.border;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the directory of jars that the interpreter side is loaded from.
 *
 * <p>In this order: the directory that the system property {@value #PROPERTY} names, {@code wsgi-runtime} of CATALINA_BASE, {@code WEB-INF/wsgi-runtime} of the web
 * application. The last is copied (by hard links where the file system has them): the web application may be undeployed long before the JVM ends.
 *
 * @param catalinaBase  CATALINA_BASE, null outside Tomcat
 * @param ofApplication {@code WEB-INF/wsgi-runtime} of the web application, whether it exists or not
 * @param copies        directory for copies, private to the JVM's user
 */
public record InterpreterJars(Path catalinaBase, Path ofApplication, Path copies) {

    /** System property that names a directory of interpreter jars. */
    public static final String PROPERTY = "org.tomcatwsgi.runtime";

    Path directory() {
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            Path directory = Path.of(property);
            if (!Files.isDirectory(directory)) {
                throw new IllegalStateException("The system property " + PROPERTY + " names [" + property
                        + "], which is not a directory. Name the wsgi-runtime directory, or remove the property.");
            }
            return directory;
        }
        if (catalinaBase != null && Files.isDirectory(catalinaBase.resolve("wsgi-runtime"))) {
            return catalinaBase.resolve("wsgi-runtime");
        }
        if (Files.isDirectory(ofApplication)) {
            return copy();
        }
        throw new IllegalStateException("No Python found: neither [" + (catalinaBase == null ? "CATALINA_BASE" : catalinaBase)
                + "/wsgi-runtime] nor [" + ofApplication + "] exists. Prepare Tomcat with \"wsgi setup-tomcat CATALINA_BASE\", or build a self-contained WAR "
                + "with \"wsgi create-war\".");
    }

    List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The directory [" + directory + "] of Python's jars cannot be listed", e);
        }
    }

    private Path copy() {
        List<Path> jars = files(ofApplication);
        Path target = copies.resolve("runtime-" + fingerprint(jars));
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(copies);
            Path part = Files.createTempDirectory(copies, "runtime-part");
            for (Path jar : jars) {
                linkOrCopy(jar, part.resolve(jar.getFileName()));
            }
            moveUnlessThere(part, target);
            return target;
        } catch (IOException e) {
            throw new IllegalStateException("Python's jars cannot be copied from [" + ofApplication + "] to [" + copies + "]: " + e
                    + ". Make the directory writable for Tomcat, with 200 MB of free space.", e);
        }
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void moveUnlessThere(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // another JVM of the same user was faster
            if (!Files.isDirectory(target)) {
                throw e;
            }
            delete(part);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    private static String fingerprint(List<Path> jars) {
        long hash = 17;
        for (Path jar : jars) {
            try {
                hash = hash * 31 + jar.getFileName().toString().hashCode();
                hash = hash * 31 + Files.size(jar);
                hash = hash * 31 + Files.getLastModifiedTime(jar).toMillis() / 1000;
            } catch (IOException e) {
                throw new UncheckedIOException("The jar [" + jar + "] cannot be read", e);
            }
        }
        return Long.toHexString(hash);
    }
}
