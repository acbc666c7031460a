package org.tomcatwsgi.valve;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.Pipeline;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.tomcatwsgi.connector.ConnectorThread;

/** Serves the mounts of a {@link WsgiDaemonValve}: called by it, or, in a Context, at the end of the pipeline. */
final class ServingValve extends ValveBase {

    private final List<DaemonMount> mounts;
    private final boolean staticFiles;
    private final ErrorPages errorPages;
    private volatile boolean installed;

    /**
     * @param mounts      longest path first
     * @param staticFiles whether files of the web application win over its mounts
     * @param errorPages  renders errors where no container does, null inside a Context
     */
    ServingValve(List<DaemonMount> mounts, boolean staticFiles, ErrorPages errorPages) {
        super(true);
        this.mounts = List.copyOf(mounts);
        this.staticFiles = staticFiles;
        this.errorPages = errorPages;
    }

    void install(Pipeline pipeline) {
        pipeline.addValve(this);
        installed = true;
    }

    boolean isInstalled() {
        return installed;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (!serve(request, response)) {
            getNext().invoke(request, response);
        }
    }

    /** Serves the request if it is for one of the mounts; answers whether it was. */
    boolean serve(Request request, Response response) throws IOException, ServletException {
        String path = request.getDecodedRequestURI();
        if (path == null || errorPages == null && isProtected(request)) {
            return false;
        }
        for (DaemonMount mount : mounts) {
            if (mount.covers(path)) {
                if (errorPages == null && (StaticFiles.hasCloserServlet(request, mount.path()) || staticFiles && StaticFiles.hasFile(request, mount.script()))) {
                    return false;
                }
                if (Thread.currentThread() instanceof ConnectorThread thread) {
                    // from here on this thread waits for a daemon process
                    thread.flush();
                }
                mount.serve(request, response);
                if (errorPages != null) {
                    errorPages.render(request, response);
                }
                return true;
            }
        }
        return false;
    }

    /** WEB-INF and META-INF of a web application: the container says that there is nothing (Servlet 6.0 section 10.5). */
    private static boolean isProtected(Request request) {
        String path = request.getRequestPathMB().toString();
        if (path == null || path.length() < "/WEB-INF".length()) {
            return false;
        }
        String upper = path.toUpperCase(Locale.ENGLISH);
        return upper.equals("/WEB-INF") || upper.startsWith("/WEB-INF/") || upper.equals("/META-INF") || upper.startsWith("/META-INF/");
    }
}
