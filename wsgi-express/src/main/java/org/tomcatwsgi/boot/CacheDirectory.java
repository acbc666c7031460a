package org.tomcatwsgi.boot;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/** Where a user's files live that make the next start faster: byte code, the unpacked Python home, unpacked jars. */
public final class CacheDirectory {

    private CacheDirectory() {
    }

    /**
     * {@code $XDG_CACHE_HOME/tomcat-wsgi}, else {@code ~/.cache/tomcat-wsgi}; empty for a user without a home directory.
     *
     * @param environment the environment variables
     * @param userHome the system property {@code user.home}; the JVM says {@code ?} where it does not know
     */
    public static Optional<Path> ofUser(Map<String, String> environment, String userHome) {
        Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        if (xdg.isAbsolute()) {
            return Optional.of(xdg.resolve("tomcat-wsgi"));
        }
        Path home = Path.of(userHome);
        if (home.isAbsolute()) {
            return Optional.of(home.resolve(".cache").resolve("tomcat-wsgi"));
        }
        return Optional.empty();
    }

    /** Creates the directory and its parents where they are missing, for this user only: code is loaded from it. */
    public static Path create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return directory;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return Files.createDirectories(directory);
    }
}
