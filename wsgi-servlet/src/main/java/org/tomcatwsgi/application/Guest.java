package org.tomcatwsgi.application;

import java.security.AccessController;
import java.security.PrivilegedAction;
import org.graalvm.polyglot.Engine;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.Outcome;
import org.tomcatwsgi.python.Transport;

/**
 * A container's thread that runs its requests in the interpreters itself. Belongs to that thread and one application group; outlives interpreters, and so holds on to
 * none.
 */
final class Guest implements Occupant {

    // when the thread entered Python for its present request (System.nanoTime, never 0), 0 while it is in Java
    private volatile long inPythonSince;
    // id of the interpreter that was visited last
    private String favourite = "";
    private final String name = Thread.currentThread().getName();
    // written before inPythonSince
    private String[] environ;
    private Interpreter place;

    /** The id of the interpreter that the thread visited last, "" before the first time. */
    String favourite() {
        return favourite;
    }

    void favour(String interpreterId) {
        favourite = interpreterId;
    }

    @Override
    public long nanosInPython() {
        long since = inPythonSince;
        return since == 0 ? 0 : Math.max(1, System.nanoTime() - since);
    }

    /** The request that the thread runs in that interpreter, null if none: an operator wants to see it, and a moment more or less does not matter. */
    RequestInFlight request(Interpreter interpreter) {
        long nanos = nanosInPython();
        String[] present = environ;
        return nanos == 0 || present == null || place != interpreter ? null : RequestInFlight.of(PendingRequest.label(present), nanos, name);
    }

    /** Runs a request. The thread has a place in the interpreter, and gives it up afterwards. */
    @SuppressWarnings("removal")
    Outcome serve(Interpreter interpreter, Application application, String[] variables, Transport transport) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // threads that Python starts inherit this, and up to Java 23 the class loaders of all classes on the stack: neither may be the web application's
        thread.setContextClassLoader(Engine.class.getClassLoader());
        environ = variables;
        place = interpreter;
        inPythonSince = System.nanoTime() | 1;
        try {
            return AccessController.doPrivileged((PrivilegedAction<Outcome>) () -> interpreter.visit(transport, application, variables));
        } finally {
            environ = null;
            place = null;
            inPythonSince = 0;
            // a thread of the application may still hold write(): from here on the response is the container's
            transport.revoke();
            thread.setContextClassLoader(before);
            if (interpreter.broken()) {
                // an interpreter that is ended by force interrupts who is inside: the container's next write would fail
                Thread.interrupted();
            }
        }
    }
}
