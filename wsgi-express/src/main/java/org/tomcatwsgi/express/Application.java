package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server serves. */
sealed interface Application {

    /** Where it is mounted. */
    MountPoint mountPoint();

    /** Where its Python runs. */
    ServerMode mode();

    /** The file, directory or module for the line that says what is served. */
    String name();

    /**
     * A script or a module, mounted by init-params of WsgiServlet or by attributes of WsgiDaemonValve.
     *
     * @param documentRoot a directory whose files win over the application
     * @param errorDocuments what is sent with errors
     * @param settings the servlet's init-params or the Valve's attributes
     */
    record Script(
            String name, ServerMode mode, MountPoint mountPoint, Optional<DocumentRoot> documentRoot, List<ErrorDocument> errorDocuments,
            Map<String, String> settings) implements Application {
    }

    /**
     * A web application directory, which says itself what it mounts: a WEB-INF/web.xml, or WEB-INF/app.wsgi alone.
     *
     * @param defaults settings for all that it mounts, where it does not set them itself
     */
    record WebApp(String name, ServerMode mode, Path directory, MountPoint mountPoint, Map<String, String> defaults) implements Application {
    }
}
