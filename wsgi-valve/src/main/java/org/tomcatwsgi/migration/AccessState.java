package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the directives about one URL path come to, section by section. */
final class AccessState {

    private static final String NOBODY = ": nobody is let in until you have written who may (web.xml: security-constraint)";

    private final Map<String, Node.Directive> login = new LinkedHashMap<>();
    private final List<Node.Directive> requires = new ArrayList<>();
    private final List<Node.Directive> refusals = new ArrayList<>();
    private Node.Directive accessScript;
    private Node.Directive ssl;
    private boolean replace;

    /** Who is let in, and from where. */
    record Decision(Access access, Optional<Login> login, List<String> addresses) {
    }

    boolean confidential() {
        return ssl != null;
    }

    String accessScript() {
        return accessScript == null ? "" : String.join(" ", accessScript.arguments());
    }

    /**
     * Adds a directive.
     *
     * @param newSection whether it is the first one of its section
     * @param uncertain  whether it counts for a part of the path only, which cannot be told
     */
    void add(Statement statement, boolean newSection, boolean uncertain, Findings findings) {
        replace |= newSection;
        Node.Directive directive = statement.directive();
        String text = String.join(" ", directive.arguments()).toLowerCase(Locale.ROOT);
        if (uncertain) {
            uncertain(directive, text, findings);
            return;
        }
        switch (directive.key()) {
            case "require" -> require(directive);
            case "allow", "deny" -> {
                if (text.equals("from all")) {
                    require(directive);
                } else {
                    refusals.add(directive);
                }
            }
            case "order" -> findings.add(directive, Verdict.NEEDLESS, "Allow and Deny say it");
            case "authtype", "authname", "authbasicprovider", "authdigestprovider", "wsgiauthuserscript", "wsgiauthgroupscript" -> login.put(directive.key(),
                    directive);
            case "wsgiaccessscript" -> {
                accessScript = directive;
                findings.add(directive, Verdict.MAPPED, "WsgiAccessValve in context.xml");
            }
            case "sslrequiressl" -> {
                ssl = directive;
                findings.add(directive, Verdict.MAPPED, "transport-guarantee CONFIDENTIAL in web.xml");
            }
            default -> refusals.add(directive);
        }
    }

    private void uncertain(Node.Directive directive, String text, Findings findings) {
        boolean grants = text.equals("all granted") || directive.is("Allow") && text.equals("from all") || directive.is("Order");
        if (grants) {
            findings.add(directive, Verdict.NEEDLESS, "open unless something else is configured");
        } else if (directive.key().startsWith("auth") || directive.key().startsWith("wsgiauth")) {
            findings.add(directive, Verdict.NOT_SUPPORTED, "its section is about URLs that a url-pattern cannot name");
        } else {
            refusals.add(directive);
        }
    }

    private void require(Node.Directive directive) {
        if (replace) {
            requires.clear();
            replace = false;
        }
        requires.add(directive);
    }

    /**
     * Decides.
     *
     * @param place the URL, for messages
     * @param whole whether it is the whole resource
     * @param taken how users log in to other paths of the resource: a web application has one login-config
     */
    Decision decide(String place, boolean whole, Optional<Login> taken, Findings findings) {
        if (!refusals.isEmpty()) {
            refusals.forEach(directive -> findings.add(directive, Verdict.NOT_SUPPORTED, "it protects [" + place + "]" + NOBODY));
            requires.forEach(directive -> findings.add(directive, Verdict.NOT_SUPPORTED, "with [" + refusals.get(0) + "] it protects [" + place + "]"
                    + NOBODY));
            return nobody();
        }
        Set<String> roles = new LinkedHashSet<>();
        List<String> addresses = new ArrayList<>();
        boolean denied = false;
        for (Node.Directive directive : requires) {
            List<String> arguments = directive.arguments();
            String kind = arguments.isEmpty() ? "" : arguments.get(0).toLowerCase(Locale.ROOT);
            switch (kind) {
                case "all", "from" -> {
                    if (directive.is("Deny") || arguments.size() > 1 && arguments.get(1).equalsIgnoreCase("denied")) {
                        denied = true;
                    } else {
                        findings.add(directive, Verdict.NEEDLESS, "open unless something else is configured");
                        return new Decision(new Access.Everyone(), Optional.empty(), List.of());
                    }
                }
                case "valid-user" -> roles.add("**");
                case "wsgi-group" -> roles.addAll(arguments.subList(1, arguments.size()));
                case "ip" -> arguments.subList(1, arguments.size()).forEach(address -> addresses.add(cidr(address)));
                case "local" -> addresses.addAll(List.of("127.0.0.0/8", "::1"));
                default -> {
                    return refuse(directive, place, "there is no such rule here", findings);
                }
            }
        }
        if (!roles.isEmpty()) {
            return users(place, roles, addresses, taken, findings);
        }
        if (!addresses.isEmpty()) {
            return clients(place, whole, addresses, findings);
        }
        requires.forEach(directive -> findings.add(directive, Verdict.MAPPED, "a security-constraint in web.xml lets nobody in at [" + place + "]"));
        return denied ? nobody() : new Decision(new Access.Everyone(), Optional.empty(), List.of());
    }

    private Decision users(String place, Set<String> roles, List<String> addresses, Optional<Login> taken, Findings findings) {
        Node.Directive first = requires.get(0);
        if (!addresses.isEmpty()) {
            return refuse(first, place, "either an address or a user is no rule of web.xml's", findings);
        }
        String type = value("authtype").toLowerCase(Locale.ROOT);
        String provider = value(type.equals("digest") ? "authdigestprovider" : "authbasicprovider").toLowerCase(Locale.ROOT);
        if (!Set.of("basic", "digest").contains(type) || !provider.equals("wsgi") || value("wsgiauthuserscript").isEmpty()) {
            return refuse(first, place, "its users come neither from WSGIAuthUserScript nor by AuthType Basic or Digest; configure a Realm of Tomcat's",
                    findings);
        }
        Login wanted = new Login(type.toUpperCase(Locale.ROOT), value("authname"), value("wsgiauthuserscript"), value("wsgiauthgroupscript"));
        if (taken.isPresent() && !taken.get().equals(wanted)) {
            return refuse(first, place, "another path of this web application lets users log in in another way, and web.xml has one login-config", findings);
        }
        login.values().forEach(directive -> findings.add(directive, Verdict.MAPPED, directive.key().startsWith("wsgi") ? "WsgiRealm in context.xml"
                : "login-config in web.xml"));
        requires.forEach(directive -> findings.add(directive, Verdict.MAPPED, "security-constraint in web.xml for [" + place + "]"));
        return new Decision(new Access.Users(List.copyOf(roles)), Optional.of(wanted), List.of());
    }

    private Decision clients(String place, boolean whole, List<String> addresses, Findings findings) {
        if (!whole || addresses.contains("")) {
            return refuse(requires.get(0), place, "a RemoteCIDRValve is about a whole web application, and knows addresses and CIDR blocks", findings);
        }
        requires.forEach(directive -> findings.add(directive, Verdict.MAPPED, "RemoteCIDRValve in context.xml"));
        return new Decision(new Access.Everyone(), Optional.empty(), addresses);
    }

    private Decision refuse(Node.Directive directive, String place, String why, Findings findings) {
        requires.forEach(other -> findings.add(other, Verdict.NOT_SUPPORTED, (other == directive ? why : "it stands beside [" + directive + "]")
                + "; it protects ["
                + place + "]" + NOBODY));
        return nobody();
    }

    private static Decision nobody() {
        return new Decision(new Access.Nobody(), Optional.empty(), List.of());
    }

    private String value(String key) {
        Node.Directive directive = login.get(key);
        return directive == null ? "" : String.join(" ", directive.arguments());
    }

    /** Apache also takes the first bytes of an address, and a netmask; "" for what is none of all that. */
    private static String cidr(String address) {
        if (address.indexOf(':') >= 0 || address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+(/\\d+)?")) {
            return address;
        }
        if (!address.matches("\\d+(\\.\\d+){0,2}\\.?")) {
            return "";
        }
        String[] bytes = address.split("\\.");
        return String.join(".", bytes) + ".0".repeat(4 - bytes.length) + "/" + 8 * bytes.length;
    }
}
