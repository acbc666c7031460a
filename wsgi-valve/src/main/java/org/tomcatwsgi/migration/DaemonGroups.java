package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which process group serves which mount. A process has one interpreter here, and in mod_wsgi one for each application group: applications of one process
 * group that are in different application groups get process groups of their own.
 */
final class DaemonGroups {

    /** A mount's settings that are its process group's. */
    private static final List<String> OF_GROUPS = List.of("scriptReloading", "applicationGroup");

    private final Map<String, Declared> declared = new LinkedHashMap<>();
    private final Map<String, ProcessGroup> made = new LinkedHashMap<>();
    private final ServerSettings server;
    private final Findings findings;

    private record Declared(Node.Directive directive, Map<String, String> attributes, Map<String, String> names) {
    }

    DaemonGroups(List<Statement> statements, ServerSettings server, Findings findings) {
        this.server = server;
        this.findings = findings;
        for (Statement statement : statements) {
            Node.Directive directive = statement.directive();
            if (directive.is("WSGIDaemonProcess")) {
                Map<String, String> attributes = ProcessOptions.translate(directive, findings);
                String name = directive.arguments().get(0);
                if (declared.putIfAbsent(name, new Declared(directive, attributes, new LinkedHashMap<>())) != null) {
                    findings.add(directive, Verdict.NOT_SUPPORTED, "the name is taken already, and mod_wsgi would not start: give it another one");
                }
            }
        }
    }

    Set<String> settingsOfGroups() {
        return Set.copyOf(OF_GROUPS);
    }

    /** The name of the process group that serves a mount, "" for embedded mode. */
    String of(HostSection host, Mounts.Found mount, Map<String, String> settings) {
        String name = expand(host, mount, settings.getOrDefault("processGroup", ""));
        if (name.isEmpty()) {
            return "";
        }
        Declared group = declared.get(name);
        if (group == null) {
            findings.add(mount.directive(), Verdict.NOT_SUPPORTED, "there is no WSGIDaemonProcess [" + name + "], so it is served in embedded mode");
            return "";
        }
        String application = settings.getOrDefault("applicationGroup", "%{RESOURCE}");
        if (application.equals("%{HOST}") || application.startsWith("%{ENV:")) {
            findings.add(mount.directive(), Verdict.NOT_SUPPORTED, "WSGIApplicationGroup [" + application
                    + "]: a daemon process has one interpreter, which no request chooses");
            application = "%{GLOBAL}";
        }
        String key = switch (application) {
            case "%{GLOBAL}" -> "";
            case "%{RESOURCE}" -> host.name() + "|" + mount.resource().url();
            case "%{SERVER}" -> host.name() + "|";
            default -> application;
        };
        String mine = group.names().computeIfAbsent(key, absent -> group.names().isEmpty() ? name : name + "|" + (key.isEmpty() ? "global" : key));
        if (!mine.equals(name)) {
            findings.add(mount.directive(), Verdict.MAPPED, "process group [" + mine
                    + "], for in mod_wsgi its application group has an interpreter of its own in [" + name + "]");
        }
        make(mine, group, application, settings.getOrDefault("scriptReloading", "on"), mount);
        return mine;
    }

    private void make(String name, Declared group, String application, String reloading, Mounts.Found mount) {
        ProcessGroup present = made.get(name);
        if (present == null) {
            Map<String, String> attributes = new LinkedHashMap<>(group.attributes());
            server.addTo(attributes);
            if (!application.startsWith("%{")) {
                attributes.put("applicationGroup", application);
            }
            if (reloading.equals("off")) {
                attributes.put("scriptReloading", "off");
            }
            addImports(attributes, group.directive().arguments().get(0), application);
            made.put(name, new ProcessGroup(name, attributes, group.directive()));
        } else if (!present.attributes().getOrDefault("scriptReloading", "on").equals(reloading)) {
            findings.add(mount.directive(), Verdict.NOT_SUPPORTED, "WSGIScriptReloading is the same for all applications of process group [" + name + "]");
        }
    }

    private void addImports(Map<String, String> attributes, String group, String application) {
        List<String> scripts = new ArrayList<>();
        for (ServerSettings.Import script : server.imports()) {
            if (script.processGroup().equals(group)) {
                scripts.add(script.script());
                boolean other = application != null && !script.applicationGroup().equals(application.replace("%{GLOBAL}", ""));
                findings.add(script.directive(), Verdict.MAPPED, "importScripts of process group [" + group + "]"
                        + (other ? ", whose one interpreter it runs in, whatever its application-group" : ""));
            }
        }
        if (!scripts.isEmpty()) {
            attributes.put("importScripts", String.join(":", scripts));
        }
    }

    private String expand(HostSection host, Mounts.Found mount, String name) {
        return switch (name) {
            case "", "%{GLOBAL}" -> "";
            case "%{SERVER}" -> host.name();
            case "%{RESOURCE}" -> host.name() + "|" + mount.resource().url();
            default -> {
                if (name.startsWith("%{")) {
                    findings.add(mount.directive(), Verdict.NOT_SUPPORTED, "WSGIProcessGroup [" + name
                            + "]: a request's variable chooses no group here, dispatchScript does;"
                            + " it is served in embedded mode");
                    yield "";
                }
                yield name;
            }
        };
    }

    /** The groups that serve something or run a script. */
    List<ProcessGroup> made() {
        declared.forEach((name, group) -> {
            if (group.names().isEmpty()) {
                Map<String, String> attributes = new LinkedHashMap<>(group.attributes());
                server.addTo(attributes);
                addImports(attributes, name, null);
                ProcessGroup service = new ProcessGroup(name, attributes, group.directive());
                if (service.isService()) {
                    made.put(name, service);
                } else {
                    findings.add(group.directive(), Verdict.MAPPED, "left out, for nothing is served by it");
                }
            }
        });
        return List.copyOf(made.values());
    }
}
