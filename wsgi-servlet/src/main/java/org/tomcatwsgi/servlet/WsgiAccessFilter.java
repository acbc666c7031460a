package org.tomcatwsgi.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Logger;
import org.tomcatwsgi.hooks.Access;
import org.tomcatwsgi.log.GroupLog;

/**
 * Asks a Python function, {@code allow_access(environ, host)}, whether a client may have what it asks for (WSGIAccessScript, D-21). 403 unless it says True or None.
 *
 * <p>Its init-param {@code accessScript} names the script; its application group has the web application's defaults (context-params {@code wsgi.NAME}).
 */
public final class WsgiAccessFilter implements Filter {

    private Access access;

    @Override
    public void init(FilterConfig config) throws ServletException {
        Map<String, String> parameters = new HashMap<>();
        for (String name : Collections.list(config.getInitParameterNames())) {
            parameters.put(name, config.getInitParameter(name));
        }
        try {
            access = Deployment.of(config.getServletContext()).access(config.getFilterName(), parameters);
        } catch (IllegalStateException e) {
            // Tomcat keeps the exception of a filter for the host's own log file
            Logger.getLogger(GroupLog.LOGGER).severe("Deployment of [" + config.getServletContext().getContextPath() + "] stopped. " + e.getMessage());
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        if (access.allows((HttpServletRequest) request, request.getServletContext().getContextPath())) {
            chain.doFilter(request, response);
        } else {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }
}
