package org.tomcatwsgi.express;

/** Where Python runs. */
enum ServerMode {

    /** In the server's JVM, by a WsgiServlet. */
    EMBEDDED("embedded mode"),
    /** In processes beside it, by a WsgiDaemonValve. */
    DAEMON("daemon mode");

    private final String text;

    ServerMode(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
