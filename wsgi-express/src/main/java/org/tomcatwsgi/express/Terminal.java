package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The terminal that the process was started from.
 *
 * @param there whether there was one
 */
record Terminal(boolean there) {

    /** The one there is now. */
    static Terminal now() {
        return new Terminal(canBeOpened());
    }

    /** Whether it has been closed since. */
    boolean isGone() {
        return there && !canBeOpened();
    }

    /** The device fails to open where a process has no controlling terminal (any more), see tty(4). */
    private static boolean canBeOpened() {
        try {
            Files.newInputStream(Path.of("/dev/tty")).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
