package org.tomcatwsgi.it.apps;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Debian package that a test needs.
 *
 * @param name what apt-get installs
 * @param file a file or directory of it
 */
record DebianPackage(String name, Path file) {

    /** Where Debian's Python packages are, for every Python 3. */
    static final Path PYTHON = Path.of("/usr/lib/python3/dist-packages");

    /** A package with this module, which ends in ".py" or is a directory. */
    static DebianPackage ofPython(String name, String module) {
        return new DebianPackage(name, PYTHON.resolve(module));
    }

    boolean isInstalled() {
        return Files.exists(file);
    }

    /** What to tell where it is not installed. */
    String absence() {
        return "Debian package [" + name + "] is not installed: there is no [" + file + "]. Install it with apt-get install " + name + ".";
    }
}
