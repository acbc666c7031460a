package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration as WsgiDaemonValves at a host would have it: process groups and mounts in daemon mode. */
public final class ValveAttributes {

    private static final int MOST_REPORTED = 20;

    private ValveAttributes() {
    }

    /**
     * The attributes of one Valve each.
     *
     * @param host name of the host that they stand in
     * @throws IllegalStateException listing what cannot be served so, by file and line: what protects something must not be lost
     */
    public static List<Map<String, String>> of(Translation translation, String host) {
        List<String> problems = new ArrayList<>();
        translation.unsupported().forEach(finding -> problems.add(finding.toString()));
        List<WebApp> webApps = host(translation, host, problems).map(Host::webApps).orElse(List.of());
        Map<String, Map<String, String>> valves = new LinkedHashMap<>();
        translation.groups().stream().filter(group -> group.isService() || webApps.stream().anyMatch(webApp -> uses(webApp, group)))
                .forEach(group -> valves.put(group.name(), group(group)));
        List<Map<String, String>> all = new ArrayList<>(valves.values());
        for (WebApp webApp : webApps) {
            check(webApp, problems);
            webApp.mount().filter(mount -> !mount.isEmbedded()).ifPresent(mount -> {
                Map<String, String> valve = ContextXml.valve(mount, mount.url().isEmpty() ? "/" : mount.url(), Map.of());
                valve.remove("className");
                Map<String, String> definer = valves.remove(mount.processGroup());
                if (definer == null) {
                    all.add(valve);
                } else {
                    // with its group, so that the group's processes load it before the first request
                    definer.putAll(valve);
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", problems.subList(0, Math.min(MOST_REPORTED, problems.size())))
                    + (problems.size() > MOST_REPORTED ? "\nand " + (problems.size() - MOST_REPORTED) + " more" : "")
                    + "\nRemove these lines, or have them read by Apache alone: <IfDefine !" + Conditions.TOMCAT_WSGI
                            + ">; \"./wsgi convert\" writes web applications,"
                    + " which can do more than a Valve.");
        }
        // the first Valve whose path covers a request serves it: the longest has to come first
        all.sort(Comparator.comparing((Map<String, String> valve) -> valve.getOrDefault("path", "").length()).reversed());
        return all;
    }

    private static Optional<Host> host(Translation translation, String name, List<String> problems) {
        List<Host> hosts = translation.hosts();
        if (hosts.size() <= 1) {
            return hosts.stream().findFirst();
        }
        Optional<Host> found = hosts.stream().filter(host -> host.section().answersTo(name)).findFirst();
        if (found.isEmpty()) {
            problems.add("Host [" + name + "] is none of " + hosts.stream().map(host -> host.section().name()).toList()
                    + ": name it so, or give it the name as an Alias.");
        }
        return found;
    }

    private static boolean uses(WebApp webApp, ProcessGroup group) {
        return webApp.mount().isPresent() && webApp.mount().get().processGroup().equals(group.name());
    }

    private static Map<String, String> group(ProcessGroup group) {
        Map<String, String> valve = WebXml.attributes("processGroup", group.name());
        valve.putAll(group.attributes());
        return valve;
    }

    private static void check(WebApp webApp, List<String> problems) {
        webApp.mount().filter(Mount::isEmbedded).ifPresent(mount -> problems.add(at(mount.directive(),
                "has no process group, and a Valve serves process groups: name one by WSGIProcessGroup")));
        for (StaticFiles files : webApp.files()) {
            problems.add(at(files.directive(), "is about files, which a Valve at a Host does not serve"));
        }
        webApp.mount().filter(mount -> !webApp.protection().isNone()).ifPresent(mount -> problems.add(at(mount.directive(),
                "is protected by directives for which a Valve at a Host has no counterpart")));
    }

    private static String at(Node.Directive directive, String what) {
        return directive.position() + ": " + directive + ": " + what;
    }
}
