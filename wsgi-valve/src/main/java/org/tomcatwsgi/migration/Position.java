package org.tomcatwsgi.migration;

import java.nio.file.Path;

/**
 * Where something stands in a configuration.
 *
 * @param file absolute
 * @param line counted from 1; of a line that is continued, the first one
 */
public record Position(Path file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
