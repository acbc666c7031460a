package org.tomcatwsgi.metrics;

import javax.management.ConstructorParameters;

/** A request that Python works on, as JMX shows it. */
public final class RequestInFlight {

    private final String label;
    private final double age;
    private final String place;

    /** @param age seconds */
    @ConstructorParameters({"label", "age", "place"})
    public RequestInFlight(String label, double age, String place) {
        this.label = label;
        this.age = age;
        this.place = place;
    }

    /**
     * @param label method and path
     * @param nanos how long it has run
     * @param place the thread or process that works on it
     */
    public static RequestInFlight of(String label, long nanos, String place) {
        return new RequestInFlight(label, nanos / 1e9, place);
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
