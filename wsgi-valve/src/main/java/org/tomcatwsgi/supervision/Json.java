package org.tomcatwsgi.supervision;

import java.util.List;
import java.util.Map;

/**
 * The JSON (RFC 8259) of the control channel: objects are maps, arrays are lists, numbers are Long or Double. Tomcat's own JSONParser is of no use here: it leaves
 * escapes in texts as they are.
 */
final class Json {

    private Json() {
    }

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException if the text is anything else than one well-formed value
     */
    static Object read(String text) {
        return new JsonReader(text).read();
    }

    /** One line for a value of maps, lists, texts, numbers, booleans and nulls. */
    static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder text) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(separator);
                quote((String) entry.getKey(), text);
                write(entry.getValue(), text.append(": "));
                separator = ", ";
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object item : list) {
                write(item, text.append(separator));
                separator = ", ";
            }
            text.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            quote(string, text);
        } else {
            text.append(value);
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                // ASCII only: a lone surrogate, too, gets across
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
