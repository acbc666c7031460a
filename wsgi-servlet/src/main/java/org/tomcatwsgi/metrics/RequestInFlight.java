package org.tomcatwsgi.metrics;

/** A request that Python works on, as JMX shows it. */
public final class RequestInFlight {

    private final String label;
    private final double age;
    private final String place;

    /**
     * @param label method and path
     * @param nanos how long it has run
     * @param place the thread or process that works on it
     */
    public RequestInFlight(String label, long nanos, String place) {
        this.label = label;
        this.age = nanos / 1e9;
        this.place = place;
    }

    /** Method and path; the query is left out, for it may hold secrets. */
    public String getLabel() {
        return label;
    }

    /** Seconds that it has run. */
    public double getAge() {
        return age;
    }

    /** The thread or the process that works on it. */
    public String getPlace() {
        return place;
    }
}
