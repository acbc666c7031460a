package org.tomcatwsgi.management;

import org.tomcatwsgi.metrics.Incident;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.metrics.RequestSummary;

/** An application group of embedded mode, for JMX: {@code DOMAIN:type=WSGIApplicationGroup,host=...,context=...,name="..."}. */
public interface ApplicationGroupMXBean {

    /** The group's name (D-05), "%{GLOBAL}" for the nameless one. */
    String getName();

    /** Implementation and version of its Python. */
    String getPythonVersion();

    /** Whether Python is compiled in this JVM. */
    boolean isCompiled();

    /** "compiled", or "interpreted" with what would compile. */
    String getCompilation();

    /** How often its interpreters were built: 1 before the first reload. */
    int getGeneration();

    /** Interpreters that serve it. */
    int getInterpreters();

    /** Request threads of each interpreter. */
    int getThreads();

    /** Requests that interpreters work on. */
    int getRunning();

    /** Requests that wait for a free thread. */
    int getWaiting();

    /** Requests that have ended. */
    long getHandled();

    /** Bytes of the JVM's heap that are used: all groups of the JVM share it. */
    long getMemory();

    /** Counts and latencies of the group's requests. */
    RequestSummary getRequestSummary();

    /** The requests that interpreters work on. */
    RequestInFlight[] getRequests();

    /** The last reloads, with their reasons; oldest first. */
    Incident[] getReloads();

    /** First and last line of the last records at SEVERE; oldest first. */
    Incident[] getLastErrors();

    /** Builds new interpreters and puts them in the place of the present ones, in the background. */
    void reload();

    /**
     * The Python stacks of the threads that run requests.
     *
     * @throws IllegalStateException if an interpreter does not answer
     */
    String dumpStacks();
}
