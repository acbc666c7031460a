package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Translates who may have what. What cannot be translated lets nobody in: a rule that is lost would open what it closed.
 */
final class AccessRules {

    private static final Set<String> NAMES = Set.of(
            "require", "order", "allow", "deny", "satisfy", "authtype", "authname", "authbasicprovider", "authdigestprovider", "wsgiauthuserscript",
            "wsgiauthgroupscript", "wsgiaccessscript", "sslrequiressl", "sslrequire", "sslverifyclient", "allowmethods", "<requireall>", "<requirenone>");

    private final List<Statement> statements;
    private final Findings findings;

    AccessRules(List<Statement> all, Findings findings) {
        this.statements = all.stream().filter(AccessRules::isAbout).sorted(Comparator.comparingInt(Statement::rank)).toList();
        this.findings = findings;
    }

    static boolean isAbout(Statement statement) {
        return NAMES.contains(statement.directive().key());
    }

    /** What protects a resource of a host. */
    Protection of(HostSection host, Resource resource) {
        Set<String> paths = new TreeSet<>(Set.of(""));
        for (Statement statement : statements) {
            Coverage coverage = statement.of(host, resource);
            if (coverage.extent() != Coverage.Extent.NONE && coverage.below() != null) {
                paths.add(coverage.below());
            } else if (coverage.below() == null) {
                inside(statement, resource);
            }
        }
        List<Guard> guards = new ArrayList<>();
        List<Protection.AccessScript> accessScripts = new ArrayList<>();
        List<String> addresses = List.of();
        Login login = null;
        Guard whole = new Guard("", new Access.Everyone(), false);
        String wholeScript = "";
        for (String path : paths) {
            AccessState state = state(host, resource, path);
            String place = resource.url() + path;
            AccessState.Decision decision = state.decide(place.isEmpty() ? "/" : place, path.isEmpty(), Optional.ofNullable(login), findings);
            login = login == null ? decision.login().orElse(null) : login;
            Guard guard = new Guard(path, decision.access(), state.confidential());
            if (path.isEmpty()) {
                whole = guard;
                addresses = decision.addresses();
            }
            if (path.isEmpty() ? !guard.isOpen() : !guard.at("").equals(new Guard(path, whole.access(), whole.confidential()))) {
                guards.add(guard);
            }
            if (!state.accessScript().isEmpty() && (path.isEmpty() || !state.accessScript().equals(wholeScript))) {
                accessScripts.add(new Protection.AccessScript(path, state.accessScript()));
            }
            wholeScript = path.isEmpty() ? state.accessScript() : wholeScript;
        }
        return new Protection(guards, Optional.ofNullable(login), addresses, accessScripts);
    }

    /** The first directive about a resource. */
    Optional<Statement> first(HostSection host, Resource resource) {
        return statements.stream().filter(statement -> statement.of(host, resource).extent() != Coverage.Extent.NONE).findFirst();
    }

    private AccessState state(HostSection host, Resource resource, String path) {
        AccessState state = new AccessState();
        List<Selector> section = null;
        for (Statement statement : statements) {
            Coverage coverage = statement.of(host, resource);
            boolean counts = coverage.extent() != Coverage.Extent.NONE && coverage.below() != null && Resource.isBelow(path, coverage.below());
            if (counts) {
                // one section's rules take the place of those of the section before, as Apache's AuthMerging Off says
                state.add(statement, statement.selectors() != section, coverage.extent() == Coverage.Extent.PERHAPS, findings);
                section = statement.selectors();
            }
        }
        return state;
    }

    /** Files within a directory that is served: their URLs are not known here. */
    private void inside(Statement statement, Resource resource) {
        String what = statement.section();
        boolean htaccess = what.toLowerCase(Locale.ROOT).contains(".ht");
        boolean grants = String.join(" ", statement.directive().arguments()).equalsIgnoreCase("all granted");
        findings.add(statement.directive(), htaccess || grants ? Verdict.NEEDLESS : Verdict.NOT_SUPPORTED, htaccess ? "Tomcat has no .htaccess files" : grants
                ? "open unless something else is configured" : "files in [" + resource.target() + "], which is served at [" + resource.url()
                + "], may be meant: move them out of it, or write a security-constraint for their URLs");
    }
}
