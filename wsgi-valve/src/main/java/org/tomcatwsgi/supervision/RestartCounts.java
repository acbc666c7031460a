package org.tomcatwsgi.supervision;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.tomcatwsgi.metrics.Incident;
import org.tomcatwsgi.metrics.Incidents;

/** How many processes were ended or replaced for which reason, and the last of them. Thread-safe. */
final class RestartCounts {

    private final AtomicLongArray counts = new AtomicLongArray(RestartReason.values().length);
    private final Incidents history = new Incidents();

    /** @param process its name, for {@link #latest} */
    void count(RestartReason reason, String process) {
        counts.incrementAndGet(reason.ordinal());
        history.add(reason.key() + ": " + process);
    }

    /** The last ones, oldest first. */
    Incident[] latest() {
        return history.latest();
    }

    /** By {@link RestartReason#key}; reasons that never occurred are left out. */
    Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        for (RestartReason reason : RestartReason.values()) {
            long count = counts.get(reason.ordinal());
            if (count > 0) {
                snapshot.put(reason.key(), count);
            }
        }
        return snapshot;
    }
}
