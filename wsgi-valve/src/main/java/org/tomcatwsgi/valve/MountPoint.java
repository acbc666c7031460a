package org.tomcatwsgi.valve;

import java.nio.file.Files;
import java.nio.file.Path;
import org.tomcatwsgi.border.Application;

/**
 * A path and the application that serves what lies below it (D-01).
 *
 * @param path        decoded, "" or with a leading and without a trailing slash; context path included
 * @param application what serves it; for a directory of scripts its target is the directory
 */
record MountPoint(String path, Application application) {

    /** Whether each file of the application's target is a script of its own. */
    boolean isDirectory() {
        return application.isScript() && Files.isDirectory(Path.of(application.target()));
    }

    boolean covers(String decodedPath) {
        return decodedPath.startsWith(path) && (decodedPath.length() == path.length() || decodedPath.charAt(path.length()) == '/');
    }
}
