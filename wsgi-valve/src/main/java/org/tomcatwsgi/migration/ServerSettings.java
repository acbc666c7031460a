package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Directives about every Python of the server. */
final class ServerSettings {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("wsgipythonhome", "pythonHome"), Map.entry("wsgipythonpath", "pythonPath"), Map.entry("wsgirestrictstdin", "restrictStdin"),
            Map.entry("wsgirestrictstdout", "restrictStdout"), Map.entry("wsgirestrictsignal", "restrictSignal"), Map.entry("wsgislowrequests", "slowRequests"),
            Map.entry("wsgiservermetrics", "serverMetrics"), Map.entry("wsgiswitchinterval", "switchInterval"),
            Map.entry("wsgipythonoptimize", "env.PYTHONOPTIMIZE"), Map.entry("wsgipythonwarnings", "env.PYTHONWARNINGS"),
            Map.entry("wsgipythonhashseed", "env.PYTHONHASHSEED"));
    private static final Set<String> EMBEDDED = Set.of("pythonHome", "pythonPath", "restrictStdin", "restrictStdout", "slowRequests", "serverMetrics");
    private static final Set<String> DAEMON = Set.of("pythonHome", "restrictStdin", "restrictStdout", "restrictSignal", "slowRequests", "env.PYTHONOPTIMIZE",
            "env.PYTHONWARNINGS", "env.PYTHONHASHSEED");

    private final Findings findings;
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, Node.Directive> directives = new LinkedHashMap<>();
    private final List<Import> imports = new ArrayList<>();
    private final Set<String> used = new HashSet<>();

    /** {@code WSGIImportScript}; groups as configured, "" where there is none. */
    record Import(Node.Directive directive, String script, String processGroup, String applicationGroup) {
    }

    ServerSettings(List<Statement> statements, Findings findings) {
        this.findings = findings;
        for (Statement statement : statements) {
            Node.Directive directive = statement.directive();
            String name = NAMES.get(directive.key());
            if (name != null) {
                String value = ConfigurationReader.argument(directive, 0);
                value = name.equals("pythonHome") ? value.replaceFirst(":.*", "") : value.equals("On") || value.equals("Off") ? value.toLowerCase(Locale.ROOT)
                        : value;
                boolean more = directive.is("WSGIPythonWarnings") && values.containsKey(name);
                values.put(name, more ? values.get(name) + "," + value : value);
                directives.put(directive.position().toString(), directive);
            } else if (directive.is("WSGIImportScript")) {
                imports.add(new Import(directive, ConfigurationReader.argument(directive, 0), option(directive, "process-group="), option(directive,
                        "application-group=")));
            }
        }
    }

    private static String option(Node.Directive directive, String name) {
        String value = directive.arguments().stream().filter(argument -> argument.startsWith(name)).map(argument -> argument.substring(name.length()))
                .findFirst().orElse("");
        return value.equals("%{GLOBAL}") ? "" : value;
    }

    List<Import> imports() {
        return imports;
    }

    /** Adds to the settings of an application in embedded mode. */
    void addTo(Map<String, String> settings, Mounts.Found found) {
        values.forEach((name, value) -> {
            if (EMBEDDED.contains(name)) {
                settings.putIfAbsent(name, value);
                used.add(name);
            }
        });
        String group = settings.getOrDefault("applicationGroup", "%{RESOURCE}").replace("%{GLOBAL}", "");
        List<String> scripts = new ArrayList<>();
        for (Import script : imports) {
            if (script.processGroup().isEmpty() && script.applicationGroup().equals(group)) {
                scripts.add(script.script());
                findings.add(script.directive(), Verdict.MAPPED, "importScripts of [" + found.directive() + "]");
            }
        }
        if (!scripts.isEmpty()) {
            settings.put("importScripts", String.join(":", scripts));
        }
    }

    /** The settings of the interpreters that run hooks. */
    Map<String, String> ofHooks() {
        Map<String, String> settings = new TreeMap<>(values);
        settings.keySet().retainAll(Set.of("pythonHome", "pythonPath"));
        used.addAll(settings.keySet());
        return settings;
    }

    /** Adds to the attributes of a process group. */
    void addTo(Map<String, String> attributes) {
        values.forEach((name, value) -> {
            if (DAEMON.contains(name)) {
                attributes.putIfAbsent(name, value);
                used.add(name);
            }
        });
    }

    /** Reports what has been used, and what has not. */
    void report() {
        for (Node.Directive directive : directives.values()) {
            String name = NAMES.get(directive.key());
            if (used.contains(name)) {
                findings.add(directive, Verdict.MAPPED, name);
            } else if (directive.is("WSGIPythonPath")) {
                findings.add(directive, Verdict.NEEDLESS, "it is about embedded mode, in which nothing is served");
            } else if (directive.is("WSGIServerMetrics")) {
                findings.add(directive, Verdict.NEEDLESS, "it is about embedded mode, in which nothing is served: server-metrics= is a process group's");
            } else if (directive.is("WSGIRestrictSignal") && values.get(name).equals("on")) {
                findings.add(directive, Verdict.NEEDLESS, "signal.signal always registers nothing in embedded mode");
            } else if (directive.is("WSGISwitchInterval")) {
                findings.add(directive, Verdict.NEEDLESS,
                        "it is about embedded mode, whose interpreter has no such interval; write switchInterval at a WsgiDaemonValve");
            } else {
                findings.add(directive, Verdict.NOT_SUPPORTED, "GraalPy in Tomcat's JVM has no such option: serve the application by a WsgiDaemonValve with "
                        + name);
            }
        }
        for (Import script : imports) {
            if (!findings.knows(script.directive())) {
                findings.add(script.directive(), Verdict.NOT_SUPPORTED, "no application is in that group: write importScripts where it is to run");
            }
        }
    }
}
