package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.logging.Logger;
import org.tomcatwsgi.log.GroupLog;

/** Starts a web application's WSGI applications with it, and ends them with it. A failure stops the deployment. */
final class WsgiListener implements ServletContextListener {

    private final List<? extends ServletRegistration> servlets;

    WsgiListener(List<? extends ServletRegistration> servlets) {
        this.servlets = servlets;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            Deployment.of(event.getServletContext()).start(servlets);
        } catch (IllegalStateException e) {
            // Tomcat keeps the exception of a listener for the host's own log file
            Logger.getLogger(GroupLog.LOGGER).severe("Deployment of [" + event.getServletContext().getContextPath() + "] stopped. " + e.getMessage());
            throw e;
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Deployment.of(event.getServletContext()).close();
    }
}
