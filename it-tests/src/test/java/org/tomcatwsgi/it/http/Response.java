package org.tomcatwsgi.it.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A response as it came.
 *
 * @param head   status line and headers
 * @param body   its bytes, without their framing
 * @param ending how it ended
 */
public record Response(ResponseHead head, byte[] body, Ending ending) {

    public int status() {
        return head.status();
    }

    /** The value of a header that stands once at most; null if it is not there. */
    public String header(String name) {
        return head.header(name);
    }

    public List<String> headers(String name) {
        return head.all(name);
    }

    /** The body in latin-1. */
    public String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    public List<String> lines() {
        return text().lines().toList();
    }

    @Override
    public String toString() {
        return head.statusLine() + " " + head.headers() + " " + ending + " " + body.length + " bytes: "
                + new String(body, 0, Math.min(body.length, 2000), StandardCharsets.ISO_8859_1);
    }
}
