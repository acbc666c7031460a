package org.tomcatwsgi.it.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A script in versions: each answers with its own, and can say other things on the way.
 *
 * @param script the file of the deployed script
 */
record Versions(Path script) {

    /** The text of version {@code version}: answers "version INTERPRETER-GENERATION". */
    static String text(String version) {
        return """
                import os
                import time

                VERSION = "%s"


                def application(environ, start_response):
                    start_response("200 OK", [("Content-Type", "text/plain")])
                    if environ["PATH_INFO"] == "/hold":
                        return hold(environ["QUERY_STRING"])
                    return [(VERSION + " " + environ["tomcatwsgi.interpreter"]).encode()]


                def hold(path):
                    yield VERSION.encode() + b" begins,"
                    end = time.monotonic() + 60
                    while not os.path.exists(path) and time.monotonic() < end:
                        time.sleep(0.02)
                    yield b" " + VERSION.encode() + b" ends"
                """.formatted(version);
    }

    /** Puts another version in the script's place, in one step, as a careful deployment does. */
    void put(String version) {
        replace(text(version));
    }

    void replace(String text) {
        try {
            Path part = Files.writeString(script.resolveSibling("part"), text);
            Files.move(part, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
