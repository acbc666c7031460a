package org.tomcatwsgi.response;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Status and headers of a response as the gateway renders them: a line each, then an empty line. The gateway has validated them.
 *
 * @param status     status code
 * @param fields     names and values in turn, latin-1
 * @param bodyOffset where the body begins behind this head
 */
record ResponseHead(int status, List<String> fields, int bodyOffset) {

    static ResponseHead parse(byte[] bytes) {
        int end = 1;
        while (bytes[end] != '\n' || bytes[end - 1] != '\n') {
            end++;
        }
        String text = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        List<String> fields = new ArrayList<>();
        int line = text.indexOf('\n') + 1;
        while (line < text.length()) {
            int colon = text.indexOf(':', line);
            int newline = text.indexOf('\n', line);
            fields.add(text.substring(line, colon));
            fields.add(text.substring(colon + 2, newline));
            line = newline + 1;
        }
        return new ResponseHead(Integer.parseInt(text.substring(0, 3)), fields, end + 1);
    }
}
