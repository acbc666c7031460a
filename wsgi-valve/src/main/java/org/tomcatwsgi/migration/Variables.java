package org.tomcatwsgi.migration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code Define}, {@code UnDefine} and {@code ${}}: what is defined, then the server's environment. */
final class Variables {

    private final Map<String, String> defined = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> environment;
    private final Set<String> unknown = new TreeSet<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Defines a name; a null value is a name alone, as {@code -D NAME} does it. */
    void define(String name, String value) {
        names.add(name);
        if (value != null) {
            defined.put(name, value);
        }
    }

    void undefine(String name) {
        names.remove(name);
        defined.remove(name);
    }

    boolean isDefined(String name) {
        return names.contains(name);
    }

    /** Replaces variables; one that nobody has defined stays as it is, and is remembered. */
    String expand(String word) {
        StringBuilder expanded = new StringBuilder();
        int at = 0;
        while (true) {
            int start = word.indexOf("${", at);
            int end = start < 0 ? -1 : word.indexOf('}', start);
            if (end < 0) {
                return expanded.append(word, at, word.length()).toString();
            }
            String name = word.substring(start + 2, end);
            String value = defined.getOrDefault(name, environment.get(name));
            if (value == null) {
                unknown.add(name);
            }
            expanded.append(word, at, start).append(value == null ? word.substring(start, end + 1) : value);
            at = end + 1;
        }
    }

    /** Names that had no value since the last call. */
    Set<String> takeUnknown() {
        Set<String> taken = new TreeSet<>(unknown);
        unknown.clear();
        return taken;
    }
}
