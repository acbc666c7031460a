package org.tomcatwsgi.border;

import java.util.List;

/**
 * A request that the server makes of an application itself, before the application takes those of clients.
 *
 * @param application the application that is asked
 * @param path        the path as configured, for the log
 * @param environ     environ keys and values in turn
 */
public record WarmupRequest(Application application, String path, List<String> environ) {

    /** The request as JDK types, for the border. */
    Object[] toArray() {
        return new Object[] {application.kind(), application.target(), application.name(), path, environ.toArray(String[]::new)};
    }

    /** The request that {@link #toArray} wrote on the other side of the border. */
    public static WarmupRequest fromArray(Object[] values) {
        return new WarmupRequest(
                new Application((String) values[0], (String) values[1], (String) values[2]), (String) values[3], List.of((String[]) values[4]));
    }
}
