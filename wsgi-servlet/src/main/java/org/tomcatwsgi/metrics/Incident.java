package org.tomcatwsgi.metrics;

import javax.management.ConstructorParameters;

/** Something worth remembering, as JMX shows it. */
public final class Incident {

    private final long time;
    private final String text;

    /** @param time milliseconds since 1970 */
    @ConstructorParameters({"time", "text"})
    public Incident(long time, String text) {
        this.time = time;
        this.text = text;
    }

    /** When, in milliseconds since 1970. */
    public long getTime() {
        return time;
    }

    /** What. */
    public String getText() {
        return text;
    }
}
