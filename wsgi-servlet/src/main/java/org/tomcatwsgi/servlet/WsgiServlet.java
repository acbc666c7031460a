package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Serves a WSGI application (PEP 3333) from Python inside the JVM: mod_wsgi's embedded mode.
 *
 * <p>What it serves and how is said by init-params, all of them described in docs/configuration.md; context-params with the prefix "wsgi." are defaults for all
 * WsgiServlets of a web application. The application is loaded when the web application is deployed.
 */
public final class WsgiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private transient Mount mount;
    private transient StaticFiles staticFiles;

    @Override
    public void init() throws ServletException {
        Map<String, String> parameters = new HashMap<>();
        for (String name : Collections.list(getInitParameterNames())) {
            parameters.put(name, getInitParameter(name));
        }
        try {
            mount = Deployment.of(getServletContext()).mount(getServletName(), parameters);
        } catch (IllegalStateException e) {
            throw new ServletException(e.getMessage(), e);
        }
        if (mount.staticFiles()) {
            staticFiles = new StaticFiles(getServletContext(), mount.script());
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (staticFiles != null && staticFiles.serve(request, response)) {
            return;
        }
        mount.serve(request, response);
    }
}
