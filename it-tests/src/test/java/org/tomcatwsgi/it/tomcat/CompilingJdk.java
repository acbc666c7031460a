package org.tomcatwsgi.it.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A JDK of this machine on which Python is compiled, as .mvn/jdk.sh finds it.
 *
 * @param home    its directory
 * @param options what its JVM needs for that
 */
public record CompilingJdk(Path home, List<String> options) {

    /** The first one; empty if there is none. */
    public static Optional<CompilingJdk> find() {
        return call("jdk_compiling").stream().findFirst()
                .map(home -> new CompilingJdk(Path.of(home), call("jdk_options '" + home + "' '" + Property.value("it.runtime") + "'")));
    }

    private static List<String> call(String function) {
        Path script = Property.path("it.root").resolve(".mvn/jdk.sh");
        try {
            Process shell = new ProcessBuilder("sh", "-c", ". '" + script + "'; " + function).start();
            return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
