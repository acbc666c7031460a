package org.tomcatwsgi.hooks;

import jakarta.servlet.http.HttpServletRequest;

/** The decision of an access script (D-21, S-07), for the Filter and the Valve alike. Thread-safe. */
public final class Access {

    /** The hook that it asks. */
    public static final String FUNCTION = "allow_access";

    private final Hook hook;
    private final HookEnviron environ = new HookEnviron();

    public Access(Hook hook) {
        this.hook = hook;
    }

    /**
     * Whether a request may go on: the script says True, or has no opinion. A script that fails allows nothing.
     *
     * @param contextPath decoded path of the web application, "" where there is none
     */
    public boolean allows(HttpServletRequest request, String contextPath) {
        HookAnswer answer = hook.call(FUNCTION, environ.of(request, contextPath), HookEnviron.host(request));
        return answer instanceof HookAnswer.Yes || answer instanceof HookAnswer.NoOpinion;
    }
}
