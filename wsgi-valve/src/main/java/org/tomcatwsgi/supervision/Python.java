package org.tomcatwsgi.supervision;

import java.nio.file.Path;

/** The Python that daemon processes run. */
public sealed interface Python {

    /**
     * A Python of the machine.
     *
     * @param executable file, or a name to look up in PATH; a virtual environment's {@code bin/python} carries its packages (P-14)
     */
    record Executable(String executable) implements Python {
    }

    /**
     * GraalPy, in a JVM of its own.
     *
     * @param runtime  directory of the jars that embedded mode uses, with the compiler's in {@code compiler}
     * @param javaHome the Java installation that runs it
     */
    record GraalPy(Path runtime, Path javaHome) implements Python {
    }
}
