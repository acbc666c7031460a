package org.tomcatwsgi.status;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Who may see the status page: users in a role, and where that is wanted whoever sits at the machine itself.
 *
 * @param role     "" if there is none
 * @param loopback whether requests over the loopback interface need no role
 */
record Access(String role, boolean loopback) {

    /** What a proxy adds: what comes over the loopback interface from one is somebody else's request. */
    private static final List<String> FORWARDED = List.of("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    /** 0: the request may pass; else the status that it is answered with. */
    int refusal(HttpServletRequest request) {
        if (!role.isEmpty() && request.getUserPrincipal() != null && request.isUserInRole(role) || loopback && isLocal(request)) {
            return 0;
        }
        // without a role nobody could get in: there is nothing to see
        return role.isEmpty() ? 404 : 403;
    }

    /** Over the loopback interface, not through a proxy, and by a name of it: a page of another site that resolves its own name to 127.0.0.1 has another Host. */
    static boolean isLocal(HttpServletRequest request) {
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
