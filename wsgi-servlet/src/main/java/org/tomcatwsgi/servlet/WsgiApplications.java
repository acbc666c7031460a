package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.net.MalformedURLException;
import java.util.ArrayList;
import java.util.List;

/** Finds the WSGI applications of a web application at its start; without any configuration, {@code WEB-INF/app.wsgi}. */
final class WsgiApplications {

    private static final String SERVLET_NAME = "wsgi";
    // set by a WsgiDaemonValve of this web application, before the application starts
    private static final String SERVED_BY_VALVE = "org.tomcatwsgi.valve";

    private WsgiApplications() {
    }

    static void prepare(ServletContext context) {
        List<ServletRegistration> servlets = new ArrayList<>();
        for (ServletRegistration servlet : context.getServletRegistrations().values()) {
            if (WsgiServlet.class.getName().equals(servlet.getClassName())) {
                servlets.add(servlet);
            }
        }
        if (servlets.isEmpty() && context.getAttribute(SERVED_BY_VALVE) == null && hasDefaultScript(context)) {
            servlets.add(serveDefaultScript(context));
        }
        if (servlets.isEmpty() && !hasAccessFilter(context)) {
            return;
        }
        if (servlets.size() == 1 && servlets.get(0).getMappings().isEmpty()) {
            servlets.get(0).addMapping("/*");
        }
        context.addListener(new WsgiListener(servlets));
    }

    /** It has an application group too, which ends with the web application. */
    private static boolean hasAccessFilter(ServletContext context) {
        return context.getFilterRegistrations().values().stream().anyMatch(filter -> WsgiAccessFilter.class.getName().equals(filter.getClassName()));
    }

    private static boolean hasDefaultScript(ServletContext context) {
        try {
            return context.getResource("/" + WsgiConfig.DEFAULT_SCRIPT) != null;
        } catch (MalformedURLException e) {
            return false;
        }
    }

    private static ServletRegistration serveDefaultScript(ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet(SERVLET_NAME, WsgiServlet.class);
        servlet.setInitParameter("script", WsgiConfig.DEFAULT_SCRIPT);
        servlet.setInitParameter("staticFiles", "on");
        servlet.setLoadOnStartup(1);
        servlet.setAsyncSupported(true);
        return servlet;
    }
}
