package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Set;

/**
 * Hooks into the start of every web application that sees this jar. Compiled for Java 11, the oldest that Tomcat 10.1 runs on, so that an older Java than the rest
 * needs is told in words.
 */
public final class WsgiInitializer implements ServletContainerInitializer {

    private static final int OLDEST_JAVA = 17;

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
        checkJava(Runtime.version().feature());
        WsgiApplications.prepare(context);
    }

    static void checkJava(int version) throws ServletException {
        if (version < OLDEST_JAVA) {
            throw new ServletException("Tomcat WSGI needs Java " + OLDEST_JAVA + " or newer, but Tomcat runs on Java [" + version
                    + "]: set JAVA_HOME to a JDK " + OLDEST_JAVA + " or newer, best to JDK 25, which compiles Python.");
        }
    }
}
