package org.tomcatwsgi.application;

import org.graalvm.polyglot.Engine;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.Outcome;

/**
 * A thread that runs requests in one interpreter, and stays inside it all its life.
 *
 * <p>Python runs on threads of its own because a container's thread, unless it can be a {@link Guest}, has too small a stack (1 MiB is 220 Python frames) and outlives
 * interpreters, whose {@code threading.local} data it would keep.
 */
final class InterpreterThread implements Occupant, Runnable {

    private final InterpreterThreads siblings;
    private final Interpreter interpreter;
    private final Thread thread;
    // when this thread entered Python for its present request (System.nanoTime, never 0), 0 while it is in Java
    private volatile long inPythonSince;
    // written before inPythonSince
    private PendingRequest present;
    // whether it was given a place in the interpreter that it has not given up yet, though it may be no longer the occupant; used by this thread only
    private boolean inside;

    InterpreterThread(InterpreterThreads siblings, Interpreter interpreter, String name, long stackBytes) {
        this.siblings = siblings;
        this.interpreter = interpreter;
        this.thread = new Thread(null, this, name, stackBytes);
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(Engine.class.getClassLoader());
    }

    Thread thread() {
        return thread;
    }

    boolean inside() {
        return inside;
    }

    void inside(boolean now) {
        inside = now;
    }

    @Override
    public long nanosInPython() {
        long since = inPythonSince;
        return since == 0 ? 0 : Math.max(1, System.nanoTime() - since);
    }

    /** The request that this thread runs, null if none: an operator wants to see it, and a moment more or less does not matter. */
    RequestInFlight request() {
        long nanos = nanosInPython();
        PendingRequest request = present;
        return nanos == 0 || request == null ? null : RequestInFlight.of(PendingRequest.label(request.environ()), nanos, thread.getName());
    }

    @Override
    public void run() {
        try {
            interpreter.enter();
            for (PendingRequest request = siblings.next(this); request != null; request = siblings.next(this)) {
                serve(request);
            }
        } finally {
            try {
                interpreter.leave();
            } catch (IllegalStateException e) {
                // the context was closed by force while this thread was inside: nothing left to leave
            } finally {
                siblings.ended(this);
            }
        }
    }

    private void serve(PendingRequest request) {
        Outcome outcome = new Outcome.Failed();
        present = request;
        inPythonSince = System.nanoTime() | 1;
        try {
            outcome = interpreter.handle(request.transport(), request.application(), request.environ());
        } finally {
            // whatever happens: the container's thread waits for this
            present = null;
            inPythonSince = 0;
            // a thread of the application may still hold write(): from here on the response is the container's
            request.transport().revoke();
            siblings.finished(this, outcome);
            request.finish(outcome);
        }
    }
}
