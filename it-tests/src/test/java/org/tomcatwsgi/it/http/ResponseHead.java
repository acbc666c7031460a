package org.tomcatwsgi.it.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Status line and headers of a response, in the order of the wire.
 *
 * @param statusLine without its line end, latin-1
 * @param headers    every field, repeated ones too
 */
public record ResponseHead(String statusLine, List<Header> headers) {

    static ResponseHead of(List<String> lines) {
        List<Header> headers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new AssertionError("No header field: [" + line + "]");
            }
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new ResponseHead(lines.get(0), List.copyOf(headers));
    }

    public int status() {
        return Integer.parseInt(statusLine.substring(statusLine.indexOf(' ') + 1).substring(0, 3));
    }

    /** The values of a field, its name in any case. */
    public List<String> all(String name) {
        return headers.stream().filter(header -> header.name().equalsIgnoreCase(name)).map(Header::value).toList();
    }

    /** The value of a field that stands once at most; null if it is not there. */
    public String header(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError("Header " + name + " stands " + values.size() + " times: " + values);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    public boolean isChunked() {
        return "chunked".equalsIgnoreCase(header("Transfer-Encoding"));
    }
}
