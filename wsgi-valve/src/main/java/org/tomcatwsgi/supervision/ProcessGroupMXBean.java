package org.tomcatwsgi.supervision;

import java.util.Map;
import org.tomcatwsgi.metrics.Incident;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.metrics.RequestSummary;

/** A process group, for JMX: {@code DOMAIN:type=WSGIProcessGroup,name="..."}. */
public interface ProcessGroupMXBean {

    /** The group's name (D-06). */
    String getName();

    /** Processes that take requests. */
    int getReady();

    /** Processes that load their applications. */
    int getStarting();

    /** Processes that take no further requests. */
    int getLeaving();

    /** Request threads of each process. */
    int getThreads();

    /** Requests that processes work on. */
    int getRunning();

    /** Requests that wait for a free thread. */
    int getWaiting();

    /** Requests that were answered with 503 or 504, because no thread was free in time. */
    long getRefused();

    /** Requests that processes have finished since the group was started. */
    long getHandled();

    /** Resident bytes of all processes. */
    long getMemory();

    /** Processes that were ended or replaced, by the reason's name as mod_wsgi has it. */
    Map<String, Long> getRestarts();

    /** The last processes that were ended or replaced: reason and process, oldest first. */
    Incident[] getLastRestarts();

    /** Counts and latencies of the group's requests. */
    RequestSummary getRequestSummary();

    /** The requests that processes work on. */
    RequestInFlight[] getRequests();

    /** First and last line of the last records at SEVERE; oldest first. */
    Incident[] getLastErrors();

    /** Replaces all processes, one at a time, each when its replacement is ready. */
    void reload();

    /** Replaces a process; its requests have the gracefulTimeout. */
    void drain(long pid);

    /** Ends a process, and then replaces it; its requests have the evictionTimeout. */
    void evict(long pid);

    /**
     * The Python stacks of all threads of a process.
     *
     * @throws IllegalStateException if there is no such process, or it does not answer
     */
    String dumpStacks(long pid);
}
