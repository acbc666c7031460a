package org.tomcatwsgi.application;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.python.Transport;

/** A request as it comes to the border: an environ as a browser behind a proxy makes it, with 20 headers, and no body. Immutable. */
final class BorderRequest {

    private final Application application;
    private final String[] environ;

    /** {@code path}: what the application is asked for. */
    BorderRequest(Application application, String path) {
        this.application = application;
        this.environ = environ(path);
    }

    /** The arguments of {@link ApplicationGroup#call}. An array is made for each call, as the servlet makes it. */
    Object[] arguments() {
        Object[] arguments = new Object[Border.CALL_LENGTH];
        arguments[Border.CALL_KIND] = application.kind();
        arguments[Border.CALL_TARGET] = application.target();
        arguments[Border.CALL_NAME] = application.name();
        arguments[Border.CALL_ENVIRON] = environ;
        arguments[Border.CALL_INPUT] = InputStream.nullInputStream();
        arguments[Border.CALL_OUTPUT] = OutputStream.nullOutputStream();
        return arguments;
    }

    Transport transport() {
        return new Transport(InputStream.nullInputStream(), null, OutputStream.nullOutputStream(), null, null);
    }

    Application application() {
        return application;
    }

    String[] environ() {
        return environ;
    }

    /** {@code response} if it is a whole one with status 200; a benchmark of errors would be worth nothing. */
    static byte[] checked(Object response) {
        if (response instanceof byte[] bytes && bytes.length > 3 && bytes[0] == '2' && bytes[1] == '0' && bytes[2] == '0') {
            return bytes;
        }
        throw new IllegalStateException("The application did not answer 200 in one piece but [" + response + "].");
    }

    private static String[] environ(String path) {
        List<String> out = new ArrayList<>();
        put(out, "DOCUMENT_ROOT", "/srv/www");
        put(out, "REQUEST_METHOD", "GET");
        put(out, "SCRIPT_NAME", "");
        put(out, "PATH_INFO", path);
        put(out, "QUERY_STRING", "page=3&sort=name&q=tomcat%20wsgi");
        put(out, "REQUEST_URI", path + "?page=3&sort=name&q=tomcat%20wsgi");
        put(out, "REQUEST_SCHEME", "https");
        put(out, "SERVER_PROTOCOL", "HTTP/1.1");
        put(out, "SERVER_NAME", "www.example.org");
        put(out, "SERVER_PORT", "443");
        put(out, "SERVER_ADDR", "192.0.2.10");
        put(out, "REMOTE_ADDR", "198.51.100.23");
        put(out, "REMOTE_PORT", "51234");
        put(out, "mod_wsgi.script_name", "");
        put(out, "mod_wsgi.path_info", path);
        put(out, "mod_wsgi.listener_host", "192.0.2.10");
        put(out, "mod_wsgi.listener_port", "8080");
        put(out, "mod_wsgi.request_id", "4f1c2a");
        put(out, "HTTP_HOST", "www.example.org");
        put(out, "HTTP_CONNECTION", "keep-alive");
        put(out, "HTTP_CACHE_CONTROL", "max-age=0");
        put(out, "HTTP_SEC_CH_UA", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"");
        put(out, "HTTP_SEC_CH_UA_MOBILE", "?0");
        put(out, "HTTP_SEC_CH_UA_PLATFORM", "\"Linux\"");
        put(out, "HTTP_UPGRADE_INSECURE_REQUESTS", "1");
        put(out, "HTTP_USER_AGENT", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36");
        put(out, "HTTP_ACCEPT", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8");
        put(out, "HTTP_SEC_FETCH_SITE", "same-origin");
        put(out, "HTTP_SEC_FETCH_MODE", "navigate");
        put(out, "HTTP_SEC_FETCH_USER", "?1");
        put(out, "HTTP_SEC_FETCH_DEST", "document");
        put(out, "HTTP_REFERER", "https://www.example.org/items?page=2&sort=name&q=tomcat%20wsgi");
        put(out, "HTTP_ACCEPT_ENCODING", "gzip, deflate, br, zstd");
        put(out, "HTTP_ACCEPT_LANGUAGE", "de-DE,de;q=0.9,en-GB;q=0.8,en;q=0.7");
        put(out, "HTTP_COOKIE", "sessionid=6d1f0a9c2b7e4d7f8a35c0de91b2f3a4; csrftoken=Zx81mQp0Lr7VtK2nYcW5sB9dHf3gJ6aE; theme=dark; consent=1");
        put(out, "HTTP_IF_NONE_MATCH", "\"5d8c72a5edda8d6a\"");
        put(out, "HTTP_X_FORWARDED_FOR", "203.0.113.7");
        put(out, "HTTP_X_FORWARDED_PROTO", "https");
        return out.toArray(String[]::new);
    }

    private static void put(List<String> out, String key, String value) {
        out.add(key);
        out.add(value);
    }
}
