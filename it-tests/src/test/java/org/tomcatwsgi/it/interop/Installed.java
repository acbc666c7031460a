package org.tomcatwsgi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Programs that a test needs. */
public final class Installed {

    private Installed() {
    }

    /** Leaves the tests out where a package is missing, but not in CI (CI=true): there they fail. */
    public static void require(String debianPackage, Path file) {
        String absence = "Debian package [" + debianPackage + "] is not installed: there is no [" + file + "]. Install it with apt-get install " + debianPackage + ".";
        if ("true".equals(System.getenv("CI"))) {
            assertThat(file).as(absence).exists();
        }
        Assumptions.assumeTrue(Files.exists(file), absence);
    }
}
