package org.tomcatwsgi.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The options of {@code WSGIDaemonProcess} as attributes of a WsgiDaemonValve (P-01 to P-44). */
final class ProcessOptions {

    // their attributes have the same names, in one word
    private static final Set<String> OPTIONS = Set.of(
            "processes", "threads", "display-name", "user", "group", "supplementary-groups", "umask", "home", "lang", "locale", "script-user", "script-group",
            "python-home", "python-path", "switch-interval", "stack-size", "maximum-requests", "restart-interval", "cpu-time-limit", "inactivity-timeout",
            "startup-timeout", "deadlock-timeout", "request-timeout", "interrupt-timeout", "graceful-timeout", "eviction-timeout", "shutdown-timeout",
            "connect-timeout", "socket-timeout", "queue-timeout", "listen-backlog", "send-buffer-size", "receive-buffer-size", "cpu-priority", "memory-limit",
            "virtual-memory-limit", "server-metrics");
    private static final Map<String, String> OTHER_NAMES = Map.of("stack-size", "threadStackSize", "cpu-priority", "niceness");
    private static final Set<String> NEEDLESS = Set.of("header-buffer-size", "response-buffer-size", "response-flush-delay", "response-socket-timeout",
            "socket-user", "python-eggs");
    // where mod_wsgi sets no limit, ours would end what runs there: requests and starts that take their time
    private static final List<String> OTHER_DEFAULTS = List.of("requestTimeout=0", "startupTimeout=300", "deadlockTimeout=300");

    private ProcessOptions() {
    }

    /**
     * Translates a WSGIDaemonProcess, and reports it.
     *
     * @return attributes in the order of the options
     */
    static Map<String, String> translate(Node.Directive directive, Findings findings) {
        Map<String, String> attributes = new LinkedHashMap<>();
        Set<String> needless = new TreeSet<>();
        String name = ConfigurationReader.argument(directive, 0);
        findings.add(directive, Verdict.MAPPED, "process group [" + name + "] of a WsgiDaemonValve");
        for (String option : directive.arguments().subList(1, directive.arguments().size())) {
            int equals = option.indexOf('=');
            String key = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            if (OPTIONS.contains(key) && equals > 0) {
                attributes.put(attribute(key), key.equals("python-home") ? value.replaceFirst(":.*", "") : value);
            } else if (NEEDLESS.contains(key)) {
                needless.add(key);
            } else {
                findings.add(directive, Verdict.NOT_SUPPORTED, key.equals("chroot") ? "chroot: run Tomcat in a container" : "there is no option [" + option
                        + "]");
            }
        }
        if (!needless.isEmpty()) {
            findings.add(directive, Verdict.MAPPED, "needless: " + String.join(", ", needless));
        }
        if (attributes.containsKey("user") || attributes.containsKey("group") || attributes.containsKey("supplementaryGroups")) {
            findings.add(directive, Verdict.MAPPED, "user and group are obeyed where Tomcat runs as root; else start Tomcat as that user and remove them");
        }
        if ("1".equals(attributes.get("processes"))) {
            // P-01: who writes it wants wsgi.multiprocess
            attributes.put("multiprocess", "true");
        }
        attributes.putIfAbsent("processes", "1");
        for (String other : OTHER_DEFAULTS) {
            attributes.putIfAbsent(other.substring(0, other.indexOf('=')), other.substring(other.indexOf('=') + 1));
        }
        return attributes;
    }

    private static String attribute(String option) {
        String other = OTHER_NAMES.get(option);
        return other != null ? other : Pattern.compile("-(.)").matcher(option).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }
}
