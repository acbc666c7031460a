package org.tomcatwsgi.migration;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The settings of mounts that may stand in any section: what comes later in Apache's order of merging wins (G-11). */
final class MountSettings {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("wsgicallableobject", "callableObject"),
            Map.entry("wsgiapplicationgroup", "applicationGroup"),
            Map.entry("wsgiprocessgroup", "processGroup"),
            Map.entry("wsgiscriptreloading", "scriptReloading"),
            Map.entry("wsgichunkedrequest", "chunkedRequest"),
            Map.entry("wsgierroroverride", "errorOverride"),
            Map.entry("wsgimapheadtoget", "mapHeadToGet"),
            Map.entry("wsgipassauthorization", "passAuthorization"),
            Map.entry("wsgipassapacherequest", "passServletRequest"),
            Map.entry("wsgienablesendfile", "enableSendfile"),
            Map.entry("wsgitrustedproxyheaders", "trustedProxyHeaders"),
            Map.entry("wsgitrustedproxies", "trustedProxies"),
            Map.entry("wsgidispatchscript", "dispatchScript"),
            Map.entry("wsgirestrictprocess", "restrictProcess"),
            Map.entry("limitrequestbody", "limitRequestBody"),
            Map.entry("setenv", ""),
            Map.entry("passenv", ""),
            Map.entry("unsetenv", ""));
    private static final List<String> LISTS = List.of("trustedProxyHeaders", "trustedProxies", "restrictProcess");
    private static final List<String> SWITCHES = List.of(
            "scriptReloading", "chunkedRequest", "errorOverride", "mapHeadToGet", "passAuthorization", "passServletRequest", "enableSendfile");

    private final List<Statement> statements;
    private final Map<String, String> environment;
    private final Findings findings;

    MountSettings(List<Statement> all, Map<String, String> environment, Findings findings) {
        this.statements = all.stream().filter(MountSettings::isAbout).sorted(Comparator.comparingInt(Statement::rank)).toList();
        this.environment = environment;
        this.findings = findings;
    }

    static boolean isAbout(Statement statement) {
        return NAMES.containsKey(statement.directive().key());
    }

    /** The settings of a mount by name, as attributes and init-params have them. */
    Map<String, String> of(HostSection host, Resource mount) {
        Map<String, String> settings = new TreeMap<>();
        for (Statement statement : statements) {
            Coverage coverage = statement.of(host, mount);
            if (coverage.extent() == Coverage.Extent.ALL) {
                apply(statement.directive(), settings);
            } else if (coverage.extent() != Coverage.Extent.NONE) {
                findings.add(statement.directive(), Verdict.NOT_SUPPORTED, "settings hold for a whole mount, and this is about a part of [" + mount.url()
                        + "]: mount that path by itself");
            }
        }
        return settings;
    }

    private void apply(Node.Directive directive, Map<String, String> settings) {
        switch (directive.key()) {
            case "setenv" -> {
                settings.put("env." + ConfigurationReader.argument(directive, 0), directive.arguments().size() > 1 ? directive.arguments().get(1) : "");
                findings.add(directive, Verdict.MAPPED, "env." + directive.arguments().get(0));
            }
            case "unsetenv" -> {
                directive.arguments().forEach(name -> settings.remove("env." + name));
                findings.add(directive, Verdict.MAPPED, "read");
            }
            case "passenv" -> directive.arguments().forEach(name -> pass(directive, name, settings));
            default -> put(directive, NAMES.get(directive.key()), settings);
        }
    }

    private void pass(Node.Directive directive, String name, Map<String, String> settings) {
        String value = environment.get(name);
        if (value == null) {
            findings.add(directive, Verdict.NOT_SUPPORTED, "[" + name + "] has no value in the environment that this is read in: write env." + name);
        } else {
            settings.put("env." + name, value);
            findings.add(directive, Verdict.MAPPED, "env." + name + " with the value of now");
        }
    }

    private void put(Node.Directive directive, String name, Map<String, String> settings) {
        String value = String.join(LISTS.contains(name) ? ", " : " ", directive.arguments());
        if (directive.arguments().isEmpty()) {
            throw new ConfigurationException(directive.position(), "[" + directive + "] has no value: write one.");
        }
        settings.put(name, SWITCHES.contains(name) ? value.toLowerCase(Locale.ROOT) : value);
        findings.add(directive, Verdict.MAPPED, name);
    }
}
