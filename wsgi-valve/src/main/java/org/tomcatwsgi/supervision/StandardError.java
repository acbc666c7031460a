package org.tomcatwsgi.supervision;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a process writes to its standard error: logged, within bounds, and the last lines kept for the report of its end. Thread-safe. */
final class StandardError {

    private static final int KEPT = 100;
    // a process that writes more than that has lost its head: the log's disk must not go with it
    private static final int MOST_PER_SECOND = 200;

    private final Consumer<String> log;
    // guarded by this
    private final ArrayDeque<String> last = new ArrayDeque<>(KEPT);
    private long second;
    private int inSecond;

    StandardError(Consumer<String> log) {
        this.log = log;
    }

    void line(String line) {
        int place = keep(line);
        if (place < MOST_PER_SECOND) {
            log.accept(line);
        } else if (place == MOST_PER_SECOND) {
            log.accept("... more than [" + MOST_PER_SECOND + "] lines of standard error within a second: the rest of the second is left out ...");
        }
    }

    /** The last lines, oldest first. */
    synchronized List<String> last() {
        return List.copyOf(last);
    }

    /** Remembers the line; returns how many came before it in this second. */
    private synchronized int keep(String line) {
        if (last.size() == KEPT) {
            last.remove();
        }
        last.add(line);
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        return inSecond++;
    }
}
