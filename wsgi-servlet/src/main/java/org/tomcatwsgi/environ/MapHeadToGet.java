package org.tomcatwsgi.environ;

/** Whether an application sees HEAD as GET, so that its headers are those of a GET (D-14). The client gets no body either way. */
public enum MapHeadToGet {

    /** Only where somebody looks at the body: a filter of the web application that has wrapped the response. */
    AUTO,
    ON,
    OFF;

    /**
     * Maps an environ.
     *
     * @param filtered whether somebody looks at the response's body
     * @param environ  keys and values in turn; changed in place
     */
    public void apply(String method, boolean filtered, String[] environ) {
        if (!method.equals("HEAD") || this == OFF || this == AUTO && !filtered) {
            return;
        }
        for (int i = 0; i < environ.length; i += 2) {
            if (environ[i].equals("REQUEST_METHOD")) {
                environ[i + 1] = "GET";
            }
        }
    }
}
