package org.tomcatwsgi.library;

import org.graalvm.polyglot.HostAccess;

/** The door of one interpreter to what Java does for its modules: {@code tomcatwsgi.stdlib.library} in Python. */
public final class Library {

    /** The Java release that the interpreter runs on: 17. */
    @HostAccess.Export
    public int javaRelease() {
        return Runtime.version().feature();
    }
}
