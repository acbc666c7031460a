package org.tomcatwsgi.environ;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The environ key of each request header name; names that could pass for another header have none. Thread-safe.
 *
 * <p>Dropped are names with anything but letters, digits and "-" ({@code X_Real} would be read as {@code X-Real}; D-50), {@code Proxy} (httpoxy; D-51) and
 * {@code Transfer-Encoding} (the container has decoded the body; RFC 9112 section 6.1).
 */
final class HeaderNames {

    // clients choose names: the cache must not grow with them
    private static final int CACHED = 256;

    private final Map<String, Optional<String>> keys = new ConcurrentHashMap<>();

    /** The key, empty for a header that does not enter the environ. */
    Optional<String> key(String name) {
        Optional<String> key = keys.get(name);
        if (key == null) {
            key = Optional.ofNullable(make(name));
            if (keys.size() < CACHED) {
                keys.put(name, key);
            }
        }
        return key;
    }

    private static String make(String name) {
        StringBuilder key = new StringBuilder("HTTP_");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '-') {
                key.append('_');
            } else if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
                key.append(c);
            } else {
                return null;
            }
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-type", "content-length" -> key.substring("HTTP_".length()).toUpperCase(Locale.ROOT);
            case "proxy", "transfer-encoding" -> null;
            default -> key.toString().toUpperCase(Locale.ROOT);
        };
    }
}
