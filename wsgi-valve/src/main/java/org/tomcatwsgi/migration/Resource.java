package org.tomcatwsgi.migration;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Something that has a URL.
 *
 * @param url       "" or with a leading and without a trailing slash
 * @param target    a script, a directory of scripts, or what an Alias names
 * @param directory whether the target has files below it that have URLs
 * @param others    URLs below this one that are something else's
 */
record Resource(String url, Path target, boolean directory, List<String> others) {

    Resource(String url, Path target, boolean directory) {
        this(url, target, directory, List.of());
    }

    /** The same among others. */
    Resource among(Collection<String> urls) {
        return new Resource(url, target, directory, urls.stream().filter(other -> !other.equals(url) && isBelow(other, url)).toList());
    }

    /** Whether the path below its URL is something else's. */
    boolean isOthers(String below) {
        return others.stream().anyMatch(other -> isBelow(url + below, other));
    }

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
