package org.tomcatwsgi.valve;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;

/** Logs why requests were refused: during an outage every client gets the same answer, and the log must not grow with them. Thread-safe. */
final class Refusals {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BiConsumer<Level, String> log;
    private final LongSupplier clock;
    private String last = "";
    private long lastNanos;
    private long suppressed;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    Refusals(BiConsumer<Level, String> log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Logs a reason, unless the same one was logged within the last second: then it is counted. */
    void log(String reason) {
        String record;
        synchronized (this) {
            long now = clock.getAsLong();
            if (reason.equals(last) && now - lastNanos < INTERVAL_NANOS) {
                suppressed++;
                return;
            }
            record = suppressed == 0 ? reason : reason + " ([" + suppressed + "] more requests were refused since the last record.)";
            last = reason;
            lastNanos = now;
            suppressed = 0;
        }
        log.accept(Level.SEVERE, record);
    }
}
