package org.tomcatwsgi.settings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The environment variables that Python gets. */
public final class ProcessEnvironment {

    // what Python programs expect to find of the server's own environment; all else stays inside (E-11)
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    private ProcessEnvironment() {
    }

    /** The few variables that are inherited, and the configured ones ({@code env.NAME}), which win. */
    public static Map<String, String> with(Map<String, String> configured) {
        Map<String, String> environment = new TreeMap<>();
        for (String name : INHERITED) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.putAll(configured);
        return environment;
    }
}
