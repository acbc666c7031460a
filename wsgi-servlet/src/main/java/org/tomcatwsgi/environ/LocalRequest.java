package org.tomcatwsgi.environ;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/** Whether a request is of somebody who sits at the machine itself. */
public final class LocalRequest {

    /** Environ key of a request that may be answered with a traceback: "1". */
    public static final String DEBUG = "tomcatwsgi.debug";
    /** What the log says where that is switched on. */
    public static final String DEBUG_WARNING = "debug is on: requests over the loopback interface are answered with tracebacks and source lines. Switch it off in production.";

    /** What a proxy adds: what comes over the loopback interface from one is somebody else's request. */
    private static final List<String> FORWARDED = List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    private LocalRequest() {
    }

    /** Over the loopback interface, not through a proxy, and by a name of it: a page of another site that resolves its own name to 127.0.0.1 has another Host. */
    public static boolean isLocal(HttpServletRequest request) {
        return isLoopback(request.getRemoteAddr()) && isLoopback(request.getLocalAddr()) && isLoopbackName(request.getServerName())
                && FORWARDED.stream().allMatch(name -> request.getHeader(name) == null);
    }

    private static boolean isLoopbackName(String name) {
        String host = name == null ? "" : name.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        return host.equals("localhost") || isLoopback(host);
    }

    private static boolean isLoopback(String address) {
        // a name would be looked up, and whoever owns it could say what it is
        if (address == null || !address.matches("[0-9.]+|[0-9a-fA-F:]+(%.*)?")) {
            return false;
        }
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
