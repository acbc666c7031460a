package org.tomcatwsgi.it.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a request, put together without any care for what is allowed.
 *
 * @param head everything but the empty line, latin-1, each line with its end
 * @param body bytes behind the empty line
 */
public record Request(String head, byte[] body) {

    public static Request get(String target) {
        return of("GET", target);
    }

    public static Request post(String target, String body) {
        return of("POST", target).body(body);
    }

    public static Request of(String method, String target) {
        return new Request(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n", new byte[0]);
    }

    public Request header(String name, String value) {
        return new Request(head + name + ": " + value + "\r\n", body);
    }

    /** The body with its Content-Length; latin-1. */
    public Request body(String text) {
        return body(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Request body(byte[] bytes) {
        return new Request(head + "Content-Length: " + bytes.length + "\r\n", bytes);
    }

    /** The body in chunks, one for each text; latin-1. */
    public Request chunks(String... texts) {
        StringBuilder framed = new StringBuilder();
        Arrays.stream(texts).forEach(text -> framed.append(chunk(text)));
        return new Request(head + "Transfer-Encoding: chunked\r\n", (framed + "0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One chunk with its framing. */
    public static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
