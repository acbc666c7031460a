package org.tomcatwsgi.valve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.Host;

/**
 * Where a Valve stands, and so what its settings are relative to.
 *
 * @param base         directory that relative paths begin at: the web application's root, else CATALINA_BASE
 * @param host         name of the virtual host (G-02), of the engine's default host at an engine
 * @param contextPath  what mount paths are below: the web application's context path, else ""
 * @param inContext    whether it serves one web application
 * @param catalinaBase CATALINA_BASE
 */
record Place(Path base, String host, String contextPath, boolean inContext, Path catalinaBase) {

    static Place of(Container container) {
        Engine engine = engine(container);
        Path catalinaBase = engine.getCatalinaBase().toPath().toAbsolutePath().normalize();
        if (container instanceof Context context) {
            String root = context.getServletContext().getRealPath("/");
            if (root == null) {
                throw new IllegalStateException("The web application [" + context.getPath()
                        + "] is served from its WAR file, but Python needs files: set unpackWARs=\"true\" at the Host.");
            }
            return new Place(Path.of(root).toAbsolutePath().normalize(), context.getParent().getName(), context.getPath(), true, catalinaBase);
        }
        String host = container instanceof Host ? container.getName() : engine.getDefaultHost();
        return new Place(catalinaBase, host == null ? container.getName() : host, "", false, catalinaBase);
    }

    /** The engine above a container. */
    static Engine engine(Container container) {
        Container at = container;
        while (!(at instanceof Engine)) {
            if (at == null) {
                throw new IllegalStateException("What is configured here must stand in an Engine, a Host or a Context: move it there.");
            }
            at = at.getParent();
        }
        return (Engine) at;
    }

    /** All Valves of this kind in an engine, wherever they stand. */
    static List<WsgiDaemonValve> valves(Container container) {
        List<WsgiDaemonValve> found = new ArrayList<>();
        for (var valve : container.getPipeline().getValves()) {
            if (valve instanceof WsgiDaemonValve daemon) {
                found.add(daemon);
            }
        }
        for (Container child : container.findChildren()) {
            if (child.getPipeline() != null) {
                found.addAll(valves(child));
            }
        }
        return found;
    }

    /** A configured path, which may be relative. */
    Path resolve(String configured) {
        return base.resolve(configured).normalize();
    }

    /** Where processes work unless {@code home} says otherwise. */
    Path workingDirectory() {
        Path directory = base.resolve("WEB-INF");
        return inContext && Files.isDirectory(directory) ? directory : base;
    }
}
