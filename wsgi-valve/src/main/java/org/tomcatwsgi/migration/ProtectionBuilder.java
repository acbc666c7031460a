package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together what protects the resources of one web application: it has one login and one list of addresses. */
final class ProtectionBuilder {

    private final String url;
    private final Findings findings;
    private final List<Guard> guards = new ArrayList<>();
    private final List<Protection.AccessScript> accessScripts = new ArrayList<>();
    private List<String> addresses = List.of();
    private Login login;
    private Guard whole;

    ProtectionBuilder(String url, Findings findings) {
        this.url = url;
        this.findings = findings;
        this.whole = new Guard("", new Access.Everyone(), false);
    }

    /** Adds a resource; the web application's own first. */
    void add(Resource resource, AccessRules rules, HostSection host) {
        Protection protection = rules.of(host, resource);
        String below = resource.url().substring(url.length());
        boolean own = below.isEmpty();
        boolean otherLogin = login != null && protection.login().isPresent() && !protection.login().get().equals(login);
        boolean otherAddresses = !own && !protection.addresses().isEmpty() && !protection.addresses().equals(addresses);
        if (otherLogin || otherAddresses) {
            findings.add(new Node.Directive("Alias", List.of(resource.url(), resource.target().toString()), position(rules, host, resource)),
                    Verdict.NOT_SUPPORTED,
                    "it is protected in another way than the web application [" + url + "] that it is in: nobody is let in until you have written who may");
            guards.add(new Guard(below, new Access.Nobody(), false));
            return;
        }
        login = login == null ? protection.login().orElse(null) : login;
        addresses = own ? protection.addresses() : addresses;
        Guard first = protection.guards().isEmpty() || !protection.guards().get(0).path().isEmpty() ? new Guard("", new Access.Everyone(), false)
                : protection.guards().get(0);
        if (own) {
            whole = first;
        } else if (first.isOpen() && !whole.isOpen()) {
            // open in the middle of what is not
            guards.add(first.at(below));
        }
        protection.guards().forEach(guard -> guards.add(guard.at(below)));
        protection.accessScripts().forEach(script -> accessScripts.add(new Protection.AccessScript(below + script.path(), script.script())));
    }

    private static Position position(AccessRules rules, HostSection host, Resource resource) {
        return rules.first(host, resource).map(statement -> statement.directive().position()).orElseThrow();
    }

    Protection build() {
        return new Protection(guards, Optional.ofNullable(login), addresses, accessScripts);
    }
}
