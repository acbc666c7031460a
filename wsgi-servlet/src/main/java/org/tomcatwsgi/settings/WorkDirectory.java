package org.tomcatwsgi.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The private directory of Python: byte code, the unpacked standard library, the gateway's modules. */
public final class WorkDirectory {

    private WorkDirectory() {
    }

    /**
     * The default of workDirectory: one for all web applications, so that they share the byte code of the standard library.
     *
     * @param catalinaBase CATALINA_BASE, null outside Tomcat
     */
    public static Path standard(Path catalinaBase) {
        if (catalinaBase != null && Files.isDirectory(catalinaBase)) {
            return catalinaBase.resolve("work").resolve("tomcat-wsgi");
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "tomcat-wsgi-" + System.getProperty("user.name"));
    }

    /**
     * Creates a work directory that only its owner may read: byte code is code.
     *
     * @throws IllegalStateException naming the setting
     */
    public static void create(Path workDirectory) {
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
}
