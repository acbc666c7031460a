package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The private directory of a group's sockets: only its processes' user, and root, may look into it. Used by one thread. */
final class SocketDirectory {

    // a socket's address holds 108 bytes, the last one zero (unix(7))
    private static final int LONGEST_PATH = 107;
    private static final String LONGEST_NAME = "2147483647.sock";
    private static final String PREFIX = "tomcat-wsgi-";

    private final String user;
    private final Path parent;
    private Path directory;

    /** @param user who owns it, "" for Tomcat's own */
    SocketDirectory(String user) {
        this(user, Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    }

    SocketDirectory(String user, Path parent) {
        this.user = user;
        int length = parent.resolve(PREFIX + "1234567890123456789").resolve(LONGEST_NAME).toString().getBytes(StandardCharsets.UTF_8).length;
        this.parent = length > LONGEST_PATH ? Path.of("/tmp") : parent;
    }

    /**
     * Where the socket of a process goes; creates the directory if it is not there (any more).
     *
     * @throws IOException if it cannot be created
     */
    Path socket(int process) throws IOException {
        if (directory == null || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Path created = Files.createTempDirectory(parent, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                give(created);
            } catch (IOException | RuntimeException e) {
                Files.delete(created);
                throw e;
            }
            directory = created;
        }
        return directory.resolve(process + ".sock");
    }

    /** The directory, null before the first socket. */
    Path path() {
        return directory;
    }

    /** Removes it and what is left in it. */
    void delete() throws IOException {
        if (directory == null) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(directory);
    }

    private void give(Path created) throws IOException {
        if (user.isEmpty()) {
            return;
        }
        if (user.startsWith("#")) {
            Files.setAttribute(created, "unix:uid", Integer.parseInt(user.substring(1)));
        } else {
            Files.setOwner(created, created.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
        }
    }
}
