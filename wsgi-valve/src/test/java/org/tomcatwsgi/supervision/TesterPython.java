package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The Python that tests run processes with. */
final class TesterPython {

    private TesterPython() {
    }

    /** The file of the interpreter that python3 is; a version manager may have put a shell script in its place. */
    static String executable() {
        try {
            Process python = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").redirectError(ProcessBuilder.Redirect.INHERIT).start();
            return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("The tests need a python3 of 3.9 or later in PATH.", e);
        }
    }
}
