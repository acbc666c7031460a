package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Site;
import org.tomcatwsgi.it.war.Mode;

/**
 * A client that keeps cookies, fills in forms and demands that every response is whole. Redirections it follows when told to.
 *
 * <p>Paths are those of the application: the context path is put in front of them.
 */
final class Browser {

    private final Site site;
    private final String root;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Browser(Site site, String root) {
        this.site = site;
        this.root = root;
    }

    Response get(String path) {
        return send(request("GET", path));
    }

    /** Sends a form; names and values in turn. */
    Response post(String path, String... form) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < form.length; i += 2) {
            body.append(i == 0 ? "" : "&").append(encode(form[i])).append('=').append(encode(form[i + 1]));
        }
        return send(request("POST", path).header("Content-Type", "application/x-www-form-urlencoded").body(body.toString()));
    }

    Response post(String path, Multipart form) {
        return send(request("POST", path).header("Content-Type", form.contentType()).body(form.bytes()));
    }

    Response head(String path) {
        try (RawHttp http = site.connect()) {
            return http.send(withCookies(request("HEAD", path))).readToHead();
        }
    }

    /** A request to a path of the application. */
    Request request(String method, String path) {
        return Request.of(method, root + path);
    }

    /** Sends a request of {@link #request}, with the cookies. */
    Response send(Request request) {
        Response response = site.send(withCookies(request));
        assertThat(response.ending().isWhole()).as("%s is whole", response).isTrue();
        response.headers("Set-Cookie").forEach(this::keep);
        return response;
    }

    /** Goes where a redirection points to, which has to be below the context path. */
    Response follow(Response redirection) {
        assertThat(redirection.status()).as("%s", redirection).isBetween(301, 303);
        URI location = URI.create(redirection.header("Location"));
        String path = location.getRawPath() + (location.getRawQuery() == null ? "" : "?" + location.getRawQuery());
        assertThat(path).startsWith(root);
        return get(path.substring(root.length()));
    }

    /** The value of a cookie, null if there is none of that name. */
    String cookie(String name) {
        return cookies.get(name);
    }

    void setCookie(String name, String value) {
        cookies.put(name, value);
    }

    /** How a response may end whose length the application does not say. In daemon mode one whose end comes together with its head gets its length. */
    static List<Ending> ofUnknownLength() {
        return Mode.present().choose(List.of(Ending.LAST_CHUNK), List.of(Ending.LAST_CHUNK, Ending.LENGTH_REACHED));
    }

    /** The body in UTF-8. */
    static String text(Response response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The value of a form's hidden field. */
    static String hidden(Response page, String name) {
        Matcher field = Pattern.compile("<input type=\"hidden\" name=\"" + name + "\" value=\"([^\"]*)\"").matcher(page.text());
        assertThat(field.find()).as("field %s in %s", name, page).isTrue();
        return field.group(1);
    }

    private Request withCookies(Request request) {
        if (cookies.isEmpty()) {
            return request;
        }
        StringBuilder value = new StringBuilder();
        cookies.forEach((name, content) -> value.append(value.length() == 0 ? "" : "; ").append(name).append('=').append(content));
        return new Request(request.head() + "Cookie: " + value + "\r\n", request.body());
    }

    private void keep(String cookie) {
        String[] attributes = cookie.split(";");
        int equals = attributes[0].indexOf('=');
        String name = attributes[0].substring(0, equals);
        if (cookie.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, attributes[0].substring(equals + 1));
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
