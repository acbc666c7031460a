package org.tomcatwsgi.settings;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.tomcatwsgi.body.LimitedInput;
import org.tomcatwsgi.environ.ForwardedHeaders;
import org.tomcatwsgi.environ.MapHeadToGet;
import org.tomcatwsgi.environ.TrustedProxies;

/**
 * The settings of what is done with each request before and behind the application, the same in both modes.
 *
 * @param forwardedHeaders what is believed of proxies (D-18, D-19), null for nothing: then headers are passed on as sent
 * @param mapHeadToGet     D-14
 * @param limitRequestBody most bytes of a request body (D-54), 0 for any number
 * @param errorOverride    whether the container's error pages take the place of the application's (D-13)
 */
public record RequestSettings(ForwardedHeaders forwardedHeaders, MapHeadToGet mapHeadToGet, long limitRequestBody, boolean errorOverride) {

    /** The name of the limit on request bodies, which groups of servers that others run have too. */
    public static final String LIMIT = "limitRequestBody";

    /** Where it is not set: Apache's. */
    public static final String STANDARD_LIMIT = "1g";

    /** The names of these settings. */
    public static final List<String> NAMES = List.of("trustedProxies", "trustedProxyHeaders", "mapHeadToGet", LIMIT, "errorOverride");

    private static final int REQUEST_ENTITY_TOO_LARGE = 413;
    private static final int FIRST_ERROR = 400;
    private static final IntUnaryOperator NOTHING = status -> 0;

    /** Reads them; what is wrong becomes a problem of the settings. */
    public static RequestSettings read(Settings settings) {
        return new RequestSettings(
                forwardedHeaders(settings), mapHeadToGet(settings), settings.size(LIMIT, STANDARD_LIMIT, 0), settings.flag("errorOverride", false));
    }

    /** Whether the environ of a request with that method may have to be changed. */
    public boolean concern(String method) {
        return forwardedHeaders != null || method.equals("HEAD");
    }

    /**
     * An environ with the changes that they ask for.
     *
     * @param peer     address of whoever sent the request, null if it has none
     * @param method   of the request
     * @param filtered whether somebody on the way looks at the response's body
     * @param environ  keys and values in turn
     */
    public String[] applyTo(String peer, String method, boolean filtered, String[] environ) {
        mapHeadToGet.apply(method, filtered, environ);
        return forwardedHeaders == null ? environ : forwardedHeaders.apply(peer, environ);
    }

    /** Whether a request's Content-Length, -1 for none, is more than a body may have. */
    public boolean isTooLarge(long contentLength) {
        return limitRequestBody > 0 && contentLength > limitRequestBody;
    }

    /** The body with its limit, null where it needs none: the container lets nobody read beyond a Content-Length. */
    public LimitedInput limit(InputStream body, long contentLength) {
        return limitRequestBody > 0 && contentLength < 0 ? new LimitedInput(body, limitRequestBody) : null;
    }

    /**
     * By which status, with the container's error page, a status of the application's is replaced; 0 for not at all. An application that fails over a body beyond the
     * limit is not to blame: the client is told why.
     *
     * @param body the body if it has a limit, else null
     */
    public IntUnaryOperator override(LimitedInput body) {
        if (body == null && !errorOverride) {
            return NOTHING;
        }
        return status -> {
            if (body != null && body.isExceeded() && status >= FIRST_ERROR && status != REQUEST_ENTITY_TOO_LARGE) {
                return REQUEST_ENTITY_TOO_LARGE;
            }
            return errorOverride && status >= FIRST_ERROR ? status : 0;
        };
    }

    private static ForwardedHeaders forwardedHeaders(Settings settings) {
        String headers = settings.text("trustedProxyHeaders", "");
        String proxies = settings.text("trustedProxies", "");
        if (headers.isEmpty() && proxies.isEmpty()) {
            return null;
        }
        if (headers.isEmpty()) {
            settings.problem("trustedProxies", proxies, "trustedProxyHeaders has to say which headers of these proxies are believed");
            return null;
        }
        if (proxies.isEmpty()) {
            settings.problem("trustedProxyHeaders", headers, "trustedProxies has to say whose headers are believed; without it anybody could send them");
            return null;
        }
        try {
            TrustedProxies trusted = TrustedProxies.of(items(proxies));
            try {
                return ForwardedHeaders.of(items(headers), trusted);
            } catch (IllegalArgumentException e) {
                settings.problem("trustedProxyHeaders", headers, e.getMessage());
            }
        } catch (IllegalArgumentException e) {
            settings.problem("trustedProxies", proxies, e.getMessage());
        }
        return null;
    }

    private static MapHeadToGet mapHeadToGet(Settings settings) {
        String value = settings.text("mapHeadToGet", "auto").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "auto" -> MapHeadToGet.AUTO;
            case "on", "true" -> MapHeadToGet.ON;
            case "off", "false" -> MapHeadToGet.OFF;
            default -> {
                settings.problem("mapHeadToGet", value, "write auto, on or off");
                yield MapHeadToGet.AUTO;
            }
        };
    }

    /** Not the platform's path separator: IPv6 addresses have colons. */
    private static List<String> items(String value) {
        return Stream.of(value.split("[,\\s]+")).filter(item -> !item.isEmpty()).toList();
    }
}
