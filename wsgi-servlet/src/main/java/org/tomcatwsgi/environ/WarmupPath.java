package org.tomcatwsgi.environ;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path that an application is asked for before it takes requests: {@code /path?query} below its mount, or the same behind {@code http://host:port} where the
 * application looks at its host or wants https.
 *
 * @param text      as configured
 * @param scheme    http or https
 * @param authority host and, where it is not the scheme's own, port
 * @param path      percent-encoded, with a leading slash
 * @param query     percent-encoded, "" for none
 */
public record WarmupPath(String text, String scheme, String authority, String path, String query) {

    /** The environ key, "1", by which an application tells these requests from those of clients. */
    public static final String KEY = "mod_wsgi.warmup";

    private static final Pattern FORM = Pattern.compile("(?:(?i:(https?))://([^\\s/?#@]+))?(/[^\\s?#]*)(?:\\?([^\\s#]*))?");
    private static final Pattern AUTHORITY = Pattern.compile("(.+?)(?::(\\d+))?");
    private static final String LOOPBACK = "127.0.0.1";

    /** Reads a path; empty if it is none. */
    public static Optional<WarmupPath> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String scheme = form.group(1) == null ? "http" : form.group(1).toLowerCase(Locale.ROOT);
        String authority = form.group(2) == null ? "localhost" : form.group(2);
        return Optional.of(new WarmupPath(text, scheme, authority, form.group(3), form.group(4) == null ? "" : form.group(4)));
    }

    /**
     * The environ of a GET for this path from this machine (PEP 3333 "environ Variables"), keys and values in turn.
     *
     * @param mount     decoded context path and mount, "" or with a leading slash
     * @param constants keys and values of every request to the mount
     */
    public List<String> environ(String mount, Map<String, String> constants) {
        Matcher host = AUTHORITY.matcher(authority);
        if (!host.matches()) {
            throw new IllegalStateException("No authority: [" + authority + "]");
        }
        boolean tls = scheme.equals("https");
        String port = host.group(2) == null ? (tls ? "443" : "80") : host.group(2);
        String scriptName = RequestPath.latin1(mount);
        String pathInfo = RequestPath.decode(path);
        Map<String, String> environ = new LinkedHashMap<>(constants);
        environ.put("REQUEST_METHOD", "GET");
        environ.put("SCRIPT_NAME", scriptName);
        environ.put("PATH_INFO", pathInfo);
        environ.put("QUERY_STRING", query);
        environ.put("REQUEST_URI", scriptName + path + (query.isEmpty() ? "" : "?" + query));
        environ.put("REQUEST_SCHEME", scheme);
        environ.put("SERVER_PROTOCOL", "HTTP/1.1");
        environ.put("SERVER_NAME", host.group(1));
        environ.put("SERVER_PORT", port);
        environ.put("SERVER_ADDR", LOOPBACK);
        environ.put("REMOTE_ADDR", LOOPBACK);
        environ.put("REMOTE_PORT", "0");
        environ.put("mod_wsgi.script_name", scriptName);
        environ.put("mod_wsgi.path_info", pathInfo);
        environ.put("mod_wsgi.listener_host", LOOPBACK);
        environ.put("mod_wsgi.listener_port", port);
        environ.put("mod_wsgi.request_id", "warmup");
        environ.put(KEY, "1");
        environ.put("HTTP_HOST", authority);
        environ.put("HTTP_USER_AGENT", "Tomcat-WSGI-warmup");
        environ.put("HTTP_ACCEPT", "text/html,application/xhtml+xml,*/*;q=0.8");
        environ.put("HTTP_ACCEPT_LANGUAGE", "en");
        environ.put("HTTP_ACCEPT_ENCODING", "gzip, deflate");
        return environ.entrySet().stream().flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).toList();
    }
}
