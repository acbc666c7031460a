package org.tomcatwsgi.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The options of {@code WSGIDaemonProcess} as attributes of a WsgiDaemonValve (P-01 to P-44). */
final class ProcessOptions {

    private static final Map<String, String> ATTRIBUTES = Map.ofEntries(
            Map.entry("processes", "processes"), Map.entry("threads", "threads"), Map.entry("display-name", "displayName"), Map.entry("user", "user"),
            Map.entry("group", "group"), Map.entry("supplementary-groups", "supplementaryGroups"), Map.entry("umask", "umask"), Map.entry("home", "home"),
            Map.entry("lang", "lang"), Map.entry("locale", "locale"), Map.entry("script-user", "scriptUser"), Map.entry("script-group", "scriptGroup"),
            Map.entry("python-home", "pythonHome"), Map.entry("python-path", "pythonPath"), Map.entry("switch-interval", "switchInterval"),
            Map.entry("stack-size", "threadStackSize"), Map.entry("maximum-requests", "maximumRequests"), Map.entry("restart-interval", "restartInterval"),
            Map.entry("cpu-time-limit", "cpuTimeLimit"), Map.entry("inactivity-timeout", "inactivityTimeout"), Map.entry("startup-timeout", "startupTimeout"),
            Map.entry("deadlock-timeout", "deadlockTimeout"), Map.entry("request-timeout", "requestTimeout"), Map.entry("interrupt-timeout", "interruptTimeout"),
            Map.entry("graceful-timeout", "gracefulTimeout"), Map.entry("eviction-timeout", "evictionTimeout"), Map.entry("shutdown-timeout", "shutdownTimeout"),
            Map.entry("connect-timeout", "connectTimeout"), Map.entry("socket-timeout", "socketTimeout"), Map.entry("queue-timeout", "queueTimeout"),
            Map.entry("listen-backlog", "listenBacklog"), Map.entry("send-buffer-size", "sendBufferSize"), Map.entry("receive-buffer-size", "receiveBufferSize"),
            Map.entry("cpu-priority", "niceness"), Map.entry("memory-limit", "memoryLimit"), Map.entry("virtual-memory-limit", "virtualMemoryLimit"));
    private static final Set<String> NEEDLESS = Set.of("header-buffer-size", "response-buffer-size", "response-flush-delay", "response-socket-timeout", "socket-user",
            "python-eggs", "server-metrics");
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
            if (ATTRIBUTES.containsKey(key) && equals > 0) {
                attributes.put(ATTRIBUTES.get(key), key.equals("python-home") ? value.replaceFirst(":.*", "") : value);
            } else if (NEEDLESS.contains(key)) {
                needless.add(key);
            } else {
                findings.add(directive, Verdict.NOT_SUPPORTED, key.equals("chroot") ? "chroot: run Tomcat in a container" : "there is no option [" + option + "]");
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
}
