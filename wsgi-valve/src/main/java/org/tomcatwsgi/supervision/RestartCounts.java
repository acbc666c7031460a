package org.tomcatwsgi.supervision;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many processes were ended or replaced for which reason. Thread-safe. */
final class RestartCounts {

    private final AtomicLongArray counts = new AtomicLongArray(RestartReason.values().length);

    void count(RestartReason reason) {
        counts.incrementAndGet(reason.ordinal());
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
