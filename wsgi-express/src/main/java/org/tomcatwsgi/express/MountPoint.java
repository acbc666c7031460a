package org.tomcatwsgi.express;

/**
 * A URL path at which something is mounted.
 *
 * @param prefix empty for the root, else a path that begins with a slash and does not end with one
 */
record MountPoint(String prefix) {

    static final MountPoint ROOT = new MountPoint("");

    /** Reads the value of an option; {@code /}, {@code /app} and {@code /app/} are fine. */
    static MountPoint of(String option, String url) throws ExpressException {
        if (!url.startsWith("/")) {
            throw new ExpressException("The URL path [%s] of %s does not begin with a slash: give [/%s].", url, option, url);
        }
        if (url.contains("*") || url.contains("?") || url.contains("//")) {
            throw new ExpressException("The URL path [%s] of %s is no plain path: give one such as [/app].", url, option);
        }
        return new MountPoint(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    /** The servlet mapping of all URLs at and below the mount point. */
    String mapping() {
        return prefix + "/*";
    }

    /** As a user would type it. */
    String path() {
        return prefix.isEmpty() ? "/" : prefix;
    }
}
