package org.tomcatwsgi.migration;

import java.nio.file.Path;

/**
 * Something that has a URL.
 *
 * @param url       "" or with a leading and without a trailing slash
 * @param target    a script, a directory of scripts, or what an Alias names
 * @param directory whether the target has files below it that have URLs
 */
record Resource(String url, Path target, boolean directory) {

    /** A URL path as configured, in the form of {@link #url}. */
    static String url(String configured) {
        String collapsed = configured.replaceAll("/{2,}", "/");
        return collapsed.endsWith("/") ? collapsed.substring(0, collapsed.length() - 1) : collapsed;
    }

    /** Whether a URL is this one or below it. */
    static boolean isBelow(String url, String above) {
        return url.startsWith(above) && (url.length() == above.length() || url.charAt(above.length()) == '/');
    }
}
