package org.tomcatwsgi.environ;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the CGI part of a WSGI environ from a servlet request (PEP 3333 "environ Variables"; E-01 to E-11, E-24 to E-32). Thread-safe.
 *
 * <p>The rest, everything that is not a string, the gateway adds in Python.
 */
public final class Environ {

    private static final int EXPECTED_STRINGS = 96;

    private final HeaderNames headerNames = new HeaderNames();
    private final List<String> constants = new ArrayList<>();
    private final boolean passAuthorization;

    /**
     * @param passAuthorization whether the Authorization header enters the environ (D-15)
     * @param constants         keys and values that are the same in every request
     */
    public Environ(boolean passAuthorization, Map<String, String> constants) {
        this.passAuthorization = passAuthorization;
        constants.forEach((key, value) -> {
            this.constants.add(key);
            this.constants.add(value);
        });
    }

    /** The environ of a request, keys and values in turn; each value holds bytes in latin-1. */
    public String[] of(HttpServletRequest request, RequestPath path) {
        return of(request, path, List.of());
    }

    /** The same; {@code more} are keys and values of this request alone. */
    public String[] of(HttpServletRequest request, RequestPath path, List<String> more) {
        List<String> out = new ArrayList<>(EXPECTED_STRINGS);
        out.addAll(constants);
        out.addAll(more);
        put(out, "REQUEST_METHOD", request.getMethod());
        put(out, "SCRIPT_NAME", path.scriptName());
        put(out, "PATH_INFO", path.pathInfo());
        String query = request.getQueryString();
        put(out, "QUERY_STRING", query == null ? "" : query);
        put(out, "REQUEST_URI", query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query);
        put(out, "REQUEST_SCHEME", request.getScheme());
        put(out, "SERVER_PROTOCOL", request.getProtocol());
        put(out, "SERVER_NAME", request.getServerName());
        put(out, "SERVER_PORT", Integer.toString(request.getServerPort()));
        put(out, "SERVER_ADDR", request.getLocalAddr());
        put(out, "REMOTE_ADDR", request.getRemoteAddr());
        put(out, "REMOTE_PORT", Integer.toString(request.getRemotePort()));
        put(out, "mod_wsgi.script_name", path.scriptName());
        put(out, "mod_wsgi.path_info", path.pathInfo());
        put(out, "mod_wsgi.listener_host", request.getLocalAddr());
        put(out, "mod_wsgi.listener_port", Integer.toString(request.getLocalPort()));
        put(out, "mod_wsgi.request_id", request.getRequestId());
        put(out, "mod_wsgi.connection_id", request.getServletConnection().getConnectionId());
        // the gateway makes seconds of it
        put(out, "mod_wsgi.request_start", Long.toString(System.currentTimeMillis()));
        headers(request, out);
        if (request.getRemoteUser() != null) {
            put(out, "REMOTE_USER", RequestPath.latin1(request.getRemoteUser()));
        }
        if (request.getAuthType() != null) {
            put(out, "AUTH_TYPE", request.getAuthType());
        }
        if (request.isSecure()) {
            tls(request, out);
        }
        return out.toArray(String[]::new);
    }

    private void headers(HttpServletRequest request, List<String> out) {
        boolean decoded = request.getHeader("Transfer-Encoding") != null;
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements();) {
            String name = names.nextElement();
            Optional<String> key = headerNames.key(name);
            if (key.isEmpty()) {
                continue;
            }
            switch (key.get()) {
                case "HTTP_AUTHORIZATION" -> {
                    if (passAuthorization) {
                        put(out, "HTTP_AUTHORIZATION", joined(request, name, ", "));
                    }
                }
                case "CONTENT_LENGTH" -> {
                    if (!decoded) {
                        put(out, "CONTENT_LENGTH", request.getHeader(name));
                    }
                }
                // RFC 9113 section 8.2.3: cookie crumbs belong together with "; "
                case "HTTP_COOKIE" -> put(out, "HTTP_COOKIE", joined(request, name, "; "));
                default -> put(out, key.get(), joined(request, name, ", "));
            }
        }
    }

    private static String joined(HttpServletRequest request, String name, String separator) {
        Enumeration<String> values = request.getHeaders(name);
        String first = values.nextElement();
        if (!values.hasMoreElements()) {
            return first;
        }
        StringBuilder all = new StringBuilder(first);
        while (values.hasMoreElements()) {
            all.append(separator).append(values.nextElement());
        }
        return all.toString();
    }

    /** E-08; the attributes are those of Servlet 6.0 section 3.9 and, for the protocol, Tomcat's. */
    private static void tls(HttpServletRequest request, List<String> out) {
        putIfKnown(out, "SSL_CIPHER", request.getAttribute("jakarta.servlet.request.cipher_suite"));
        putIfKnown(out, "SSL_CIPHER_USEKEYSIZE", request.getAttribute("jakarta.servlet.request.key_size"));
        putIfKnown(out, "SSL_SESSION_ID", request.getAttribute("jakarta.servlet.request.ssl_session_id"));
        putIfKnown(out, "SSL_PROTOCOL", request.getAttribute("org.apache.tomcat.util.net.secure_protocol_version"));
    }

    private static void putIfKnown(List<String> out, String key, Object value) {
        if (value != null) {
            put(out, key, value.toString());
        }
    }

    private static void put(List<String> out, String key, String value) {
        out.add(key);
        out.add(value == null ? "" : value);
    }
}
