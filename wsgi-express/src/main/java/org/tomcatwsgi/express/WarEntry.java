package org.tomcatwsgi.express;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The content of one file in a WAR. */
sealed interface WarEntry {

    /** A text that create-war writes itself. */
    static WarEntry text(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of a file, compressed. */
    record Copy(Path file) implements WarEntry {
    }

    /** A jar: stored as it is, for it is compressed already. */
    record Jar(Path file) implements WarEntry {
    }

    /** Bytes, which nobody changes any more. */
    record Content(byte[] bytes) implements WarEntry {
    }
}
