package org.tomcatwsgi.migration;

import java.util.List;
import java.util.Optional;

/**
 * A web application of Tomcat's: one mount with the files that lie below its URL, or files alone.
 *
 * @param url        context path
 * @param mount      the WSGI application, if there is one
 * @param files      files, whose URLs are below the context path
 * @param protection who may have what; paths are below the context path
 */
record WebApp(String url, Optional<Mount> mount, List<StaticFiles> files, Protection protection) {

    /** Tomcat's name for it: of its directory in appBase. */
    String baseName() {
        return url.isEmpty() ? "ROOT" : url.substring(1).replace('/', '#');
    }
}
