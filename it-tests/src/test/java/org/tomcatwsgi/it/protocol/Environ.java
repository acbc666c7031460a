package org.tomcatwsgi.it.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.tomcatwsgi.it.http.Response;

/**
 * An environ as environ.py shows it.
 *
 * @param types  name of each value's type
 * @param values each str in latin-1, anything else by its repr
 */
record Environ(Map<String, String> types, Map<String, String> values) {

    static Environ of(Response response) {
        if (response.status() != 200) {
            throw new AssertionError(response.toString());
        }
        Map<String, String> types = new TreeMap<>();
        Map<String, String> values = new TreeMap<>();
        for (String line : response.lines()) {
            String[] columns = line.split(" ", 3);
            types.put(columns[0], columns[1]);
            values.put(columns[0], columns[1].equals("str") ? latin1(columns[2]) : columns[2]);
        }
        return new Environ(types, values);
    }

    /** The value of a key, null if there is none. */
    String get(String key) {
        return values.get(key);
    }

    private static String latin1(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
    }
}
