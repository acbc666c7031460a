package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the server serves. */
sealed interface Application {

    /** Where it is mounted. */
    MountPoint mountPoint();

    /** The file, directory or module for the line that says what is served. */
    String name();

    /**
     * A script or a module, mounted by init-params of WsgiServlet.
     *
     * @param documentRoot a directory whose files win over the application
     * @param initParameters the servlet's init-params
     */
    record Script(String name, MountPoint mountPoint, Optional<Path> documentRoot, Map<String, String> initParameters) implements Application {
    }

    /**
     * A web application directory, which says itself what it mounts: a WEB-INF/web.xml, or WEB-INF/app.wsgi alone.
     *
     * @param defaults init-params for all its servlets, where it does not set them itself
     */
    record WebApp(String name, Path directory, MountPoint mountPoint, Map<String, String> defaults) implements Application {
    }
}
