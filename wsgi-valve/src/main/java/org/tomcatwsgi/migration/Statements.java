package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a list of statements of the tree of sections. */
final class Statements {

    private static final Set<String> ANY = Set.of("requireany");
    private static final Set<String> TOGETHER = Set.of("requireall", "requirenone");

    private final Findings findings;
    private final List<Statement> all = new ArrayList<>();
    // in the order of the configuration: the first one is Apache's default
    private final Map<String, HostSection> hosts = new LinkedHashMap<>();

    private Statements(Findings findings) {
        this.findings = findings;
    }

    /** What a configuration says. */
    record Flat(List<HostSection> hosts, List<Statement> statements) {
    }

    static Flat of(List<Node> nodes, Findings findings) {
        Statements statements = new Statements(findings);
        statements.add(nodes, null, List.of());
        return new Flat(List.copyOf(statements.hosts.values()), statements.all);
    }

    private void add(List<Node> nodes, HostSection host, List<Selector> selectors) {
        for (Node node : nodes) {
            if (node instanceof Node.Directive directive) {
                all.add(new Statement(directive, host, selectors));
            } else if (node instanceof Node.Section section) {
                add(section, host, selectors);
            }
        }
    }

    private void add(Node.Section section, HostSection host, List<Selector> selectors) {
        switch (section.key()) {
            case "virtualhost" -> {
                findings.add(section, Verdict.MAPPED, "a host of Tomcat's; its connectors listen at the addresses");
                add(section.children(), host(section), selectors);
            }
            case "directory", "directorymatch" -> select(section, host, selectors, Selector.Kind.DIRECTORY);
            case "files", "filesmatch" -> select(section, host, selectors, Selector.Kind.FILES);
            case "location", "locationmatch" -> select(section, host, selectors, Selector.Kind.LOCATION);
            case "limit", "limitexcept", "if", "elseif", "else" -> {
                findings.add(section, Verdict.NOT_SUPPORTED,
                        "what is in it depends on more than the URL; write it as a security-constraint in web.xml or a RewriteValve");
                add(section.children(), host, with(selectors, Selector.condition(section.toString())));
            }
            case "macro" -> findings.add(section, Verdict.NOT_SUPPORTED, "macros are not read; write its lines where Use stands");
            case "wsgiinterpreteroptions" -> interpreterOptions(section);
            default -> require(section, host, selectors);
        }
    }

    private void require(Node.Section section, HostSection host, List<Selector> selectors) {
        boolean single = TOGETHER.contains(section.key()) && !section.is("RequireNone") && section.children().size() == 1;
        if (ANY.contains(section.key()) || single) {
            findings.add(section, Verdict.MAPPED, "read");
            add(section.children(), host, selectors);
        } else if (TOGETHER.contains(section.key())) {
            // it counts as one Require that nobody fulfils
            all.add(new Statement(new Node.Directive("<" + section.name() + ">", List.of(), section.position()), host, selectors));
            refuse(section.children(), "it counts only together with the others of <" + section.name() + ">");
        } else {
            findings.add(section, Verdict.NOT_SUPPORTED, KnownDirectives.load().remark(section.name(), "not known: it has no counterpart here"));
            refuse(section.children(), "it is part of " + section);
        }
    }

    private void refuse(List<Node> nodes, String why) {
        for (Node node : nodes) {
            findings.add(node, Verdict.NOT_SUPPORTED, why);
            if (node instanceof Node.Section section) {
                refuse(section.children(), why);
            }
        }
    }

    private void interpreterOptions(Node.Section section) {
        if (section.arguments().isEmpty()) {
            findings.add(section, Verdict.MAPPED, "read");
            add(section.children(), null, List.of());
        } else {
            findings.add(section, Verdict.NOT_SUPPORTED, "write its settings at the WsgiServlet or WsgiDaemonValve of the group");
            refuse(section.children(), "it is part of " + section);
        }
    }

    private void select(Node.Section section, HostSection host, List<Selector> selectors, Selector.Kind kind) {
        add(section.children(), host, with(selectors, Selector.of(kind, section)));
    }

    private static List<Selector> with(List<Selector> selectors, Selector more) {
        List<Selector> all = new ArrayList<>(selectors);
        all.add(more);
        return List.copyOf(all);
    }

    private HostSection host(Node.Section section) {
        String name = "";
        List<String> aliases = new ArrayList<>();
        for (Node node : section.children()) {
            if (node.is("ServerName") && !node.arguments().isEmpty()) {
                name = HostSection.nameOf(node.arguments().get(0));
            } else if (node.is("ServerAlias")) {
                aliases.addAll(node.arguments());
            }
        }
        HostSection known = hosts.get(name);
        if (known == null) {
            known = new HostSection(name, new ArrayList<>());
            hosts.put(name, known);
        }
        for (String alias : aliases) {
            if (!known.aliases().contains(alias)) {
                known.aliases().add(alias);
            }
        }
        return known;
    }
}
