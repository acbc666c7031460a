package org.tomcatwsgi.migration;

import java.util.List;
import java.util.Optional;

/**
 * What protects a resource.
 *
 * @param guards        paths below the resource, the resource itself first if it is guarded
 * @param login         how users log in
 * @param addresses     the only clients that may have the whole resource, as CIDR blocks; empty for all
 * @param accessScripts scripts that are asked too
 */
record Protection(List<Guard> guards, Optional<Login> login, List<String> addresses, List<AccessScript> accessScripts) {

    /**
     * {@code WSGIAccessScript}.
     *
     * @param path   below the resource's URL
     * @param script with its options
     */
    record AccessScript(String path, String script) {
    }

    boolean asksPython() {
        return login.isPresent() || !accessScripts.isEmpty();
    }

    boolean isNone() {
        return guards.isEmpty() && addresses.isEmpty() && accessScripts.isEmpty();
    }
}
