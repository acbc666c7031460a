package org.tomcatwsgi.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Serves files of the web application in front of its WSGI application, by the container's default servlet. */
final class StaticFiles {

    private final ServletContext context;
    private final Path root;
    private final Path script;

    /**
     * @param script the script, or directory of scripts, whose source nobody gets; null for none
     */
    StaticFiles(ServletContext context, Path script) {
        this.context = context;
        this.script = script;
        this.root = Path.of(context.getRealPath("/")).toAbsolutePath().normalize();
    }

    /** Serves the request if it is a GET or HEAD, or the container's own way to a page, for a file outside WEB-INF and META-INF. */
    boolean serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD") && !isPageOfContainer(request)) {
            return false;
        }
        RequestDispatcher files = context.getNamedDispatcher("default");
        if (files == null) {
            return false;
        }
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (isFile(path)) {
            files.forward(request, response);
            return true;
        }
        String utf8 = new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (!utf8.equals(path) && isFile(utf8)) {
            files.forward(new Renamed(request, utf8), response);
            return true;
        }
        return false;
    }

    /** The error page of FORM authentication is asked for with the POST that has failed, that of web.xml with any method. */
    private static boolean isPageOfContainer(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ERROR || request.getDispatcherType() == DispatcherType.FORWARD && request.getMethod().equals("POST");
    }

    /** A request whose connector decodes paths as ISO-8859-1, as WSGI applications like it, for a file whose name is UTF-8. */
    private static final class Renamed extends HttpServletRequestWrapper {

        private final String path;

        Renamed(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getServletPath() {
            return path;
        }

        @Override
        public String getPathInfo() {
            return null;
        }
    }

    private boolean isFile(String path) {
        String upper = path.toUpperCase(Locale.ROOT);
        if (path.length() < 2 || path.endsWith("/") || upper.startsWith("/WEB-INF") || upper.startsWith("/META-INF")) {
            return false;
        }
        try {
            Path file = root.resolve(path.substring(1)).normalize();
            return file.startsWith(root) && (script == null || !file.startsWith(script)) && Files.isRegularFile(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
