package org.tomcatwsgi.supervision;

/** A daemon process, for JMX: {@code DOMAIN:type=WSGIDaemonProcess,group="...",process=N}. */
public interface DaemonProcessMXBean {

    /** Name of its group. */
    String getGroup();

    /** Its process id. */
    long getPid();

    /** {@link ProcessState}. */
    String getState();

    /** Why it is being replaced or ended, as mod_wsgi has it, "" if it is not. */
    String getLeaving();

    /** Why its application could not be loaded, "" if it could. */
    String getFailure();

    /** Implementation and version of its Python. */
    String getPythonVersion();

    /** Requests that it has finished. */
    long getHandled();

    /** Requests that it works on. */
    int getRunning();

    /** Resident bytes. */
    long getMemory();

    /** CPU seconds since its start. */
    double getCpu();

    /** Seconds since its start. */
    double getAge();

    /** Replaces it; its requests have the gracefulTimeout. */
    void drain();

    /** Ends it, and then replaces it; its requests have the evictionTimeout. */
    void evict();

    /**
     * The Python stacks of all its threads.
     *
     * @throws IllegalStateException if it does not answer
     */
    String dumpStacks();
}
