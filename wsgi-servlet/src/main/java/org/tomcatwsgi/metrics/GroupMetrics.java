package org.tomcatwsgi.metrics;

/**
 * What is remembered of a group, in either mode.
 *
 * @param requests its requests
 * @param errors   what it wrote to the log at SEVERE
 * @param restarts its reloads, or its processes' replacements, with their reasons
 */
public record GroupMetrics(RequestMetrics requests, Incidents errors, Incidents restarts) {

    public GroupMetrics() {
        this(new RequestMetrics(), new Incidents(), new Incidents());
    }
}
