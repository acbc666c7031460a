package org.tomcatwsgi.dispatch;

/** A request that a target works on, for those who watch over it. Thread-safe. */
public interface RunningRequest {

    /** The container's id of the request: {@code mod_wsgi.request_id} in the environ. */
    String id();

    /** Method and path, for log records. */
    String label();

    /** When it was sent, as of {@link System#nanoTime}. */
    long startNanos();

    /**
     * Gives it up: its connection is closed, and the client gets {@code status} or, if the response has begun, sees it break off. Only the first call counts.
     *
     * @param reason for the log
     */
    void cancel(int status, String reason);
}
