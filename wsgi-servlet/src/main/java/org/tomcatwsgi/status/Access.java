package org.tomcatwsgi.status;

import jakarta.servlet.http.HttpServletRequest;
import org.tomcatwsgi.environ.LocalRequest;

/**
 * Who may see the status page: users in a role, and where that is wanted whoever sits at the machine itself.
 *
 * @param role     "" if there is none
 * @param loopback whether requests over the loopback interface need no role
 */
record Access(String role, boolean loopback) {

    /** 0: the request may pass; else the status that it is answered with. */
    int refusal(HttpServletRequest request) {
        if (!role.isEmpty() && request.getUserPrincipal() != null && request.isUserInRole(role) || loopback && LocalRequest.isLocal(request)) {
            return 0;
        }
        // without a role nobody could get in: there is nothing to see
        return role.isEmpty() ? 404 : 403;
    }
}
