package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory whose files win over the application, mod_wsgi-express' {@code --document-root}.
 *
 * @param directory an existing directory, absolute
 * @param index the name of the file that stands for its directory
 * @param listing whether directories without one are listed
 */
record DocumentRoot(Path directory, Optional<String> index, boolean listing) {

    /** A directory of which only files are served. */
    static DocumentRoot of(Path directory) {
        return new DocumentRoot(directory, Optional.empty(), false);
    }

    /** Whether a directory itself is ever served. */
    boolean servesDirectories() {
        return index.isPresent() || listing;
    }
}
