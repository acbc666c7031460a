package org.tomcatwsgi.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * What an application may ask the container for while its request runs (D-16): the function behind {@code Border.CALL_CONTAINER}. Used by the thread that runs the
 * request: where that is one of Python's, the container's own waits meanwhile.
 */
final class Container implements Function<Object[], Object> {

    private static final String ENVIRONMENT = "java:comp/env/";

    private final HttpServletRequest request;
    private final HttpServletResponse response;

    Container(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    /**
     * Answers one question.
     *
     * @param question what is asked for (a String), then its arguments
     * @throws IllegalStateException with the reason where there is no answer
     */
    @Override
    public Object apply(Object[] question) {
        String asked = (String) question[0];
        return switch (asked) {
            case "request" -> request;
            case "response" -> response;
            case "context" -> request.getServletContext();
            case "jndi" -> lookUp((String) question[1]);
            case "session" -> request.getSession((Boolean) question[1]);
            case "session.id" -> session().getId();
            case "session.new" -> session().isNew();
            case "session.names" -> String.join("\n", Collections.list(session().getAttributeNames()));
            case "session.get" -> session().getAttribute((String) question[1]);
            case "session.set" -> {
                session().setAttribute((String) question[1], question[2]);
                yield null;
            }
            case "session.remove" -> {
                session().removeAttribute((String) question[1]);
                yield null;
            }
            case "session.invalidate" -> {
                session().invalidate();
                yield null;
            }
            default -> throw new IllegalStateException("the container knows no [" + asked + "]");
        };
    }

    private HttpSession session() {
        return request.getSession(true);
    }

    /** Tomcat finds a web application's naming context by the thread's class loader. */
    private Object lookUp(String name) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(request.getServletContext().getClassLoader());
        try {
            return new InitialContext().lookup(name.startsWith("java:") ? name : ENVIRONMENT + name);
        } catch (NamingException e) {
            throw new IllegalStateException("JNDI name [" + name + "] cannot be looked up: " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
