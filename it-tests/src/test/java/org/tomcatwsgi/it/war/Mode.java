package org.tomcatwsgi.it.war;

import org.tomcatwsgi.it.tomcat.Property;

/** Where the Python of a run is: the same tests run in each of them. */
public enum Mode {

    /** In Tomcat's own process, behind WsgiServlet. */
    EMBEDDED(""),
    /** In a daemon process of CPython, behind WsgiDaemonValve. */
    DAEMON_CPYTHON("/usr/bin/python3"),
    /** In a daemon process of GraalPy, behind WsgiDaemonValve. */
    DAEMON_GRAALPY("graalpy");

    private final String python;

    Mode(String python) {
        this.python = python;
    }

    /** That of this run. */
    public static Mode present() {
        return valueOf(Property.value("it.mode"));
    }

    public boolean isDaemon() {
        return this != EMBEDDED;
    }

    /** The Valve's attribute "python". For CPython Debian's own, which has Debian's packages; another one may come first in PATH. */
    public String python() {
        return python;
    }

    /** The value that holds in this mode. */
    public <T> T choose(T embedded, T daemon) {
        return isDaemon() ? daemon : embedded;
    }
}
