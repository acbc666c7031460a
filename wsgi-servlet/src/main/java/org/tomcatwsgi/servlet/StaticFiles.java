package org.tomcatwsgi.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Serves files of the web application in front of its WSGI application, by the container's default servlet. */
final class StaticFiles {

    private final ServletContext context;
    private final Path root;

    StaticFiles(ServletContext context) {
        this.context = context;
        this.root = Path.of(context.getRealPath("/")).toAbsolutePath().normalize();
    }

    /** Serves the request if it is a GET or HEAD for a file outside WEB-INF and META-INF. */
    boolean serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return false;
        }
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (!isFile(path)) {
            return false;
        }
        RequestDispatcher files = context.getNamedDispatcher("default");
        if (files == null) {
            return false;
        }
        files.forward(request, response);
        return true;
    }

    private boolean isFile(String path) {
        String upper = path.toUpperCase(Locale.ROOT);
        if (path.length() < 2 || path.endsWith("/") || upper.startsWith("/WEB-INF") || upper.startsWith("/META-INF")) {
            return false;
        }
        try {
            Path file = root.resolve(path.substring(1)).normalize();
            return file.startsWith(root) && Files.isRegularFile(file);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
