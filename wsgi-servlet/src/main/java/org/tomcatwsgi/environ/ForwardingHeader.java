package org.tomcatwsgi.environ;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The request headers by which a proxy tells what it was asked (D-18), each with what it is about. */
enum ForwardingHeader {

    X_FORWARDED_FOR(Category.CLIENT),
    X_CLIENT_IP(Category.CLIENT),
    X_REAL_IP(Category.CLIENT),
    X_FORWARDED_PROTO(Category.SCHEME),
    X_FORWARDED_SCHEME(Category.SCHEME),
    X_SCHEME(Category.SCHEME),
    X_FORWARDED_HTTPS(Category.SCHEME),
    X_FORWARDED_SSL(Category.SCHEME),
    X_HTTPS(Category.SCHEME),
    X_FORWARDED_HOST(Category.HOST),
    X_HOST(Category.HOST),
    X_FORWARDED_PORT(Category.PORT),
    X_FORWARDED_SERVER(Category.SERVER),
    X_SCRIPT_NAME(Category.MOUNT),
    X_FORWARDED_SCRIPT_NAME(Category.MOUNT);

    /** What a header is about: headers of one category are synonyms. */
    enum Category { CLIENT, SCHEME, HOST, PORT, SERVER, MOUNT }

    /** RFC 7239: nobody here acts on it, but an application may. */
    static final String FORWARDED = "HTTP_FORWARDED";

    private static final Map<String, ForwardingHeader> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ForwardingHeader::key, Function.identity()));
    private static final Set<String> ON_OR_OFF = Set.of("X_FORWARDED_HTTPS", "X_FORWARDED_SSL", "X_HTTPS");

    private final Category category;

    ForwardingHeader(Category category) {
        this.category = category;
    }

    Category category() {
        return category;
    }

    /** Its key in the environ. */
    String key() {
        return "HTTP_" + name();
    }

    /** Whether its value is "On" or "Off" and not the name of a scheme. */
    boolean isFlag() {
        return ON_OR_OFF.contains(name());
    }

    /** The header with that name, "X-Forwarded-For" for instance, in any case. */
    static Optional<ForwardingHeader> named(String name) {
        return Optional.ofNullable(BY_KEY.get("HTTP_" + name.toUpperCase(Locale.ROOT).replace('-', '_'))).filter(header -> name.indexOf('_') < 0);
    }

    /** Whether an environ's key is that of a forwarding header. */
    static boolean isKey(String key) {
        return BY_KEY.containsKey(key) || key.equals(FORWARDED);
    }
}
