package org.tomcatwsgi.hooks;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tomcatwsgi.environ.Environ;
import org.tomcatwsgi.environ.RequestPath;

/** The reduced environ of access and authentication hooks: CGI variables and REMOTE_HOST; no settings, and never the Authorization header. Thread-safe. */
public final class HookEnviron {

    private final Environ environ = new Environ(false, Map.of());

    /**
     * The environ of a request, keys and values in turn.
     *
     * @param contextPath decoded path of the web application, "" where there is none: SCRIPT_NAME
     * @param more        further keys and values in turn
     */
    public String[] of(HttpServletRequest request, String contextPath, String... more) {
        List<String> variables = new ArrayList<>(List.of(more));
        variables.add("REMOTE_HOST");
        variables.add(host(request));
        return environ.of(request, RequestPath.split(request.getRequestURI(), contextPath, keepsSolidus(request)), variables);
    }

    /** Name of the client where the connector looks it up, else its address. */
    static String host(HttpServletRequest request) {
        String host = request.getRemoteHost();
        return host == null ? "" : host;
    }

    private static boolean keepsSolidus(HttpServletRequest request) {
        String path = request.getServletPath() + request.getPathInfo();
        return path.indexOf('%') >= 0 && path.toUpperCase(Locale.ROOT).contains("%2F");
    }
}
