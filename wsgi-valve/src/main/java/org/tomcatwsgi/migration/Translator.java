package org.tomcatwsgi.migration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes hosts, web applications and process groups of the statements of a configuration, and reports on every directive. */
final class Translator {

    private static final Set<String> HOST = Set.of("servername", "serveralias");

    private final List<HostSection> sections;
    private final List<Statement> statements;
    private final Path serverRoot;
    private final Findings findings;
    private final MountSettings settings;
    private final AccessRules access;
    private final ServerSettings server;
    private final DaemonGroups groups;
    private final Map<String, Node.Directive> shared = new HashMap<>();

    Translator(Statements.Flat flat, Path serverRoot, Map<String, String> environment, Findings findings) {
        this.sections = flat.hosts().isEmpty() ? List.of(new HostSection("", List.of())) : flat.hosts();
        this.statements = flat.statements();
        this.serverRoot = serverRoot;
        this.findings = findings;
        this.settings = new MountSettings(statements, environment, findings);
        this.access = new AccessRules(statements, findings);
        this.server = new ServerSettings(statements, findings);
        this.groups = new DaemonGroups(statements, server, findings);
    }

    Translation translate() {
        List<Host> hosts = new ArrayList<>();
        for (HostSection section : sections) {
            List<WebApp> webApps = webApps(section);
            if (!webApps.isEmpty()) {
                hosts.add(new Host(section, webApps));
            }
        }
        List<ProcessGroup> made = groups.made();
        boolean hooked = hosts.stream().flatMap(host -> host.webApps().stream()).anyMatch(webApp -> webApp.protection().asksPython());
        Map<String, String> hooks = hooked ? server.ofHooks() : Map.of();
        server.report();
        KnownDirectives known = KnownDirectives.load();
        for (Statement statement : statements) {
            report(statement, known);
        }
        return new Translation(hosts, made, hooks, findings.all());
    }

    private List<WebApp> webApps(HostSection section) {
        Mounts mounts = new Mounts(section, statements, serverRoot, findings);
        List<StaticFiles> files = mounts.files();
        Map<String, List<StaticFiles>> below = new LinkedHashMap<>();
        List<Mount> applications = new ArrayList<>();
        Map<String, Resource> resources = new HashMap<>();
        for (Mounts.Found found : mounts.applications()) {
            applications.add(mount(section, found));
            resources.put(found.resource().url(), found.resource());
            below.put(found.resource().url(), new ArrayList<>());
        }
        // directories first: a single file is no web application
        files.stream().sorted(Comparator.comparing((StaticFiles alias) -> !alias.resource().directory())
                        .thenComparing(alias -> alias.resource().url().length()))
                .forEach(alias -> below.computeIfAbsent(contextOf(alias.resource(), below.keySet()), path -> new ArrayList<>()).add(alias));
        // the first of several resources that has a file wins: the closest one has to be it
        below.values().forEach(aliases -> aliases.sort(Comparator.comparing((StaticFiles alias) -> alias.resource().url().length()).reversed()));
        List<WebApp> webApps = new ArrayList<>();
        below.forEach((url, aliases) -> webApps.add(webApp(section, url, applications.stream().filter(mount -> mount.url().equals(url)).findFirst(),
                resources.get(url), aliases)));
        return webApps;
    }

    private static String contextOf(Resource resource, Set<String> contexts) {
        return contexts.stream().filter(path -> Resource.isBelow(resource.url(), path)).max(Comparator.comparingInt(String::length))
                .orElse(resource.directory() ? resource.url() : "");
    }

    private Mount mount(HostSection section, Mounts.Found found) {
        Map<String, String> values = settings.of(section, found.resource());
        found.options().forEach(values::put);
        String group = groups.of(section, found, values);
        values.remove("processGroup");
        values.putIfAbsent("passAuthorization", "off");
        if (group.isEmpty()) {
            server.addTo(values, found);
            embedded(section, found, values);
        } else {
            values.keySet().removeAll(groups.settingsOfGroups());
            if (values.remove("passServletRequest") != null) {
                findings.add(found.directive(), Verdict.NOT_SUPPORTED, "WSGIPassApacheRequest: a daemon process has no Java objects");
            }
        }
        if (values.containsKey("trustedProxyHeaders") && !values.containsKey("trustedProxies")) {
            findings.add(found.directive(), Verdict.NOT_SUPPORTED,
                    "WSGITrustedProxyHeaders without WSGITrustedProxies believes everybody: write trustedProxies,"
                    + " * if it has to be");
        }
        return new Mount(found.resource().url(), found.resource().target().toString(), group, values, found.directive());
    }

    /** Application groups are a web application's own here. */
    private void embedded(HostSection section, Mounts.Found found, Map<String, String> values) {
        if (values.remove("restrictProcess") != null) {
            findings.add(found.directive(), Verdict.MAPPED, "WSGIRestrictProcess says nothing about embedded mode");
        }
        String name = values.getOrDefault("applicationGroup", "%{RESOURCE}");
        if (name.equals("%{RESOURCE}")) {
            return;
        }
        Node.Directive other = shared.putIfAbsent(name.equals("%{SERVER}") ? section.name() + "|" : name, found.directive());
        if (other != null) {
            findings.add(found.directive(), Verdict.MAPPED, "its application group [" + name
                    + "] is its web application's own: modules and os.environ are not shared with ["
                    + other + "] any more");
        }
    }

    private WebApp webApp(HostSection section, String url, Optional<Mount> mount, Resource application, List<StaticFiles> files) {
        ProtectionBuilder protection = new ProtectionBuilder(url, findings);
        if (application != null) {
            protection.add(application, access, section);
        }
        files.stream().sorted(Comparator.comparing((StaticFiles alias) -> alias.resource().url().length()))
                .forEach(alias -> protection.add(alias.resource(), access, section));
        return new WebApp(url, mount, files, protection.build());
    }

    /** What nobody has spoken of yet. */
    private void report(Statement statement, KnownDirectives known) {
        Node.Directive directive = statement.directive();
        if (findings.knows(directive)) {
            return;
        }
        if (HOST.contains(directive.key())) {
            findings.add(directive, Verdict.MAPPED, statement.host() == null ? "Tomcat's default host" : "a Host's name");
        } else if (directive.is("AllowOverride") && !directive.arguments().equals(List.of("None"))) {
            findings.add(directive, Verdict.NOT_SUPPORTED, ".htaccess files are not read: write what they say into the configuration, and AllowOverride None");
        } else if (directive.is("DocumentRoot")) {
            findings.add(directive, Verdict.NEEDLESS, "nothing is served from it");
        } else if (directive.is("WSGICallableObject") || MountSettings.isAbout(statement) || AccessRules.isAbout(statement)) {
            findings.add(directive, Verdict.NEEDLESS, "nothing that is served here lies in " + statement.section()
                    + ", or something else there takes its place");
        } else {
            KnownDirectives.Entry entry = known.of(directive.name());
            findings.add(directive, entry.verdict(), entry.remark());
        }
    }
}
