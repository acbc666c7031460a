package org.tomcatwsgi.environ;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What proxies in front of the server tell about a request, believed where it comes from one that is trusted (D-18, D-19; C-18). Immutable.
 *
 * <p>The rules are mod_wsgi's. Where they leave room, nothing is believed that cannot be read: a value that is no address, scheme, host, port or path changes
 * nothing, and leaves the environ.
 */
public final class ForwardedHeaders {

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern HOST = Pattern.compile("[\\w.~-]+(:[0-9]{0,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{0,5})?");
    private static final Pattern PATH = Pattern.compile("(/(?!/)[^\\x00-\\x20,?#\\x7f]*)?");
    // Azure's and some other proxies name the client's port too
    private static final Pattern WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}|\\[([^\\]]+)](?::[0-9]{1,5})?");
    private static final int MOST_PORTS = 65_535;

    private final List<ForwardingHeader> trusted;
    private final Set<ForwardingHeader.Category> categories;
    private final TrustedProxies proxies;

    /**
     * What becomes of an environ.
     *
     * @param variables keys that get another value
     * @param removed   keys that go
     */
    record Changes(Map<String, String> variables, Set<String> removed) {
    }

    private ForwardedHeaders(List<ForwardingHeader> trusted, TrustedProxies proxies) {
        this.trusted = trusted;
        this.proxies = proxies;
        this.categories = EnumSet.noneOf(ForwardingHeader.Category.class);
        trusted.forEach(header -> categories.add(header.category()));
    }

    /**
     * The rules for a configuration.
     *
     * @param headers names of the headers that are believed; of two that say the same thing, the later one is
     * @throws IllegalArgumentException with the remedy as its message
     */
    public static ForwardedHeaders of(List<String> headers, TrustedProxies proxies) {
        List<ForwardingHeader> trusted = new ArrayList<>();
        for (String name : headers) {
            trusted.add(ForwardingHeader.named(name).orElseThrow(() -> new IllegalArgumentException(
                    "write names of forwarding headers as X-Forwarded-For, separated by commas; [" + name + "] is none that is known")));
        }
        return new ForwardedHeaders(List.copyOf(trusted), proxies);
    }

    /**
     * Applies the rules to an environ.
     *
     * @param peer    address of whoever sent the request, null if it has none
     * @param environ keys and values in turn
     * @return the same array, or another one
     */
    public String[] apply(String peer, String[] environ) {
        Map<String, String> sent = new HashMap<>();
        for (int i = 0; i < environ.length; i += 2) {
            if (ForwardingHeader.isKey(environ[i])) {
                sent.put(environ[i], environ[i + 1]);
            }
        }
        if (sent.isEmpty()) {
            return environ;
        }
        Changes changes = changes(peer, sent);
        Map<String, String> added = new HashMap<>(changes.variables());
        List<String> result = new ArrayList<>(environ.length + 2);
        for (int i = 0; i < environ.length; i += 2) {
            String changed = added.remove(environ[i]);
            if (!changes.removed().contains(environ[i])) {
                result.add(environ[i]);
                result.add(changed == null ? environ[i + 1] : changed);
            }
        }
        added.forEach((key, value) -> {
            if (!changes.removed().contains(key)) {
                result.add(key);
                result.add(value);
            }
        });
        return result.toArray(String[]::new);
    }

    /** What the headers in {@code sent}, all the request's forwarding headers by their keys in the environ, change if {@code peer} has sent them. */
    Changes changes(String peer, Map<String, String> sent) {
        if (!proxies.contains(peer)) {
            return new Changes(Map.of(), sent.keySet());
        }
        Map<String, String> variables = new HashMap<>();
        Map<ForwardingHeader.Category, ForwardingHeader> believed = new EnumMap<>(ForwardingHeader.Category.class);
        for (ForwardingHeader header : trusted) {
            String value = sent.get(header.key());
            if (value != null && believe(header, value.strip(), variables)) {
                believed.put(header.category(), header);
            }
        }
        Set<String> removed = new HashSet<>();
        for (ForwardingHeader header : ForwardingHeader.values()) {
            if (categories.contains(header.category()) && believed.get(header.category()) != header && sent.containsKey(header.key())) {
                removed.add(header.key());
            }
        }
        return new Changes(variables, removed);
    }

    private boolean believe(ForwardingHeader header, String value, Map<String, String> variables) {
        return switch (header.category()) {
            case CLIENT -> header == ForwardingHeader.X_FORWARDED_FOR ? forwardedFor(value, variables) : client(value, variables);
            case SCHEME -> scheme(header, value.toLowerCase(Locale.ROOT), variables);
            case HOST -> matching(HOST, value, "HTTP_HOST", variables);
            case SERVER -> matching(HOST, value, "SERVER_NAME", variables);
            case PORT -> PORT.matcher(value).matches() && Integer.parseInt(value) <= MOST_PORTS && matching(PORT, value, "SERVER_PORT", variables);
            case MOUNT -> mount(value, variables);
        };
    }

    /** The entries from the right are what each proxy saw: those of trusted ones are passed by, the one before them is the client. */
    private boolean forwardedFor(String value, Map<String, String> variables) {
        List<String> entries = new ArrayList<>();
        for (String entry : value.split(",")) {
            // RFC 9110 section 5.6.1: empty elements are ignored
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        if (entries.isEmpty()) {
            return false;
        }
        if (proxies.everyPeer()) {
            return client(entries.get(0), variables);
        }
        int proxy = entries.size();
        while (proxy > 0 && proxies.contains(address(entries.get(proxy - 1)))) {
            proxy--;
        }
        int client = Math.max(0, proxy - 1);
        if (!client(entries.get(client), variables)) {
            // what is no address comes from no proxy: the last one that is known stands for the client
            client++;
            if (client == entries.size() || !client(entries.get(client), variables)) {
                return false;
            }
        }
        variables.put(ForwardingHeader.X_FORWARDED_FOR.key(), String.join(", ", entries.subList(client, entries.size())));
        return true;
    }

    private static boolean client(String value, Map<String, String> variables) {
        String address = address(value);
        if (AddressBlock.bytes(address).isEmpty()) {
            return false;
        }
        variables.put("REMOTE_ADDR", address);
        return true;
    }

    /** The address without a port and brackets. */
    private static String address(String entry) {
        Matcher matcher = WITH_PORT.matcher(entry);
        if (!matcher.matches()) {
            return entry;
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    private static boolean scheme(ForwardingHeader header, String value, Map<String, String> variables) {
        String scheme = switch (value) {
            case "http", "https" -> header.isFlag() ? "" : value;
            case "on", "true", "1" -> header.isFlag() ? "https" : "";
            case "off", "false", "0" -> header.isFlag() ? "http" : "";
            default -> "";
        };
        if (scheme.isEmpty()) {
            return false;
        }
        // the gateway makes wsgi.url_scheme of it
        variables.put("REQUEST_SCHEME", scheme);
        return true;
    }

    private static boolean mount(String value, Map<String, String> variables) {
        // PEP 3333: SCRIPT_NAME does not end in a slash, for PATH_INFO begins with one
        String path = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return matching(PATH, path, "SCRIPT_NAME", variables) && matching(PATH, path, "mod_wsgi.mount_point", variables);
    }

    private static boolean matching(Pattern pattern, String value, String key, Map<String, String> variables) {
        if (!pattern.matcher(value).matches()) {
            return false;
        }
        variables.put(key, value);
        return true;
    }
}
