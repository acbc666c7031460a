package org.tomcatwsgi.it.apps;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

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

    /** Leaves the test out, and fails it in CI (CI=true), where the package is not installed. */
    void require() {
        if (Files.exists(file)) {
            return;
        }
        String reason = "Debian package [" + name + "] is not installed: there is no [" + file + "]. Install it with apt-get install " + name + ".";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.abort(reason);
    }
}
