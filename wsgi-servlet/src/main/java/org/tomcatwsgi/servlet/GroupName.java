package org.tomcatwsgi.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;

/**
 * Expands the name of an application group (G-01 to G-06).
 *
 * @param configured name as configured
 * @param host       name of the virtual host
 * @param resource   mount point, context path included
 * @param variables  {@code env.NAME} settings
 */
record GroupName(String configured, String host, String resource, Map<String, String> variables) {

    static final String RESOURCE = "%{RESOURCE}";
    private static final String GLOBAL = "%{GLOBAL}";
    private static final String SERVER = "%{SERVER}";
    private static final String HOST = "%{HOST}";
    private static final String ENV = "%{ENV:";

    /** Whether the name is the same for every request. */
    boolean fixed() {
        return !configured.equals(HOST) && !configured.startsWith(ENV);
    }

    /** The same place with another name. */
    GroupName withConfigured(String other) {
        return new GroupName(other, host, resource, variables);
    }

    /** The name of a fixed group; {@code script} is the script's name in a directory of scripts, "" otherwise. */
    String expand(String script) {
        return expand(configured, script, null);
    }

    /** The name of the group that serves a request. */
    String expand(String script, HttpServletRequest request) {
        return expand(configured, script, request);
    }

    private String expand(String name, String script, HttpServletRequest request) {
        return switch (name) {
            case GLOBAL -> "";
            case SERVER -> host;
            case RESOURCE -> host + "|" + resource + script;
            case HOST -> withPort(request);
            default -> name.startsWith(ENV) && name.endsWith("}") ? variable(name, script, request) : name;
        };
    }

    private static String withPort(HttpServletRequest request) {
        int port = request.getServerPort();
        String server = request.getServerName().toLowerCase(Locale.ROOT);
        return port == 80 || port == 443 ? server : server + ":" + port;
    }

    private String variable(String name, String script, HttpServletRequest request) {
        String key = name.substring(ENV.length(), name.length() - 1);
        Object attribute = request.getAttribute(key);
        String value = attribute != null ? attribute.toString() : variables.getOrDefault(key, System.getenv(key));
        if (value == null) {
            return name;
        }
        return value.startsWith("%") && !value.startsWith(ENV) ? expand(value, script, request) : value;
    }
}
