package org.tomcatwsgi.migration;

/**
 * {@code Alias}, or {@code DocumentRoot}: files that Tomcat's default servlet sends.
 *
 * @param resource  what is served where
 * @param directive where it comes from
 */
record StaticFiles(Resource resource, Node.Directive directive) {
}
