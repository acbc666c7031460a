package org.tomcatwsgi.supervision;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a process writes to its standard error: logged, within bounds, and the last lines kept for the report of its end. Thread-safe. */
final class StandardError {

    private static final int KEPT = 20;
    // a process that writes more than that has lost its head: the log's disk must not go with it
    private static final int MOST_PER_SECOND = 200;

    private final Consumer<String> log;
    // guarded by this
    private final ArrayDeque<String> last = new ArrayDeque<>(KEPT);
    private long second;
    private int inSecond;
    private long omitted;

    StandardError(Consumer<String> log) {
        this.log = log;
    }

    void line(String line) {
        if (keep(line)) {
            log.accept(line);
        }
    }

    /** The last lines, oldest first. */
    synchronized List<String> last() {
        return List.copyOf(last);
    }

    private boolean keep(String line) {
        long left = 0;
        boolean logged;
        synchronized (this) {
            if (last.size() == KEPT) {
                last.remove();
            }
            last.add(line);
            long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
            if (now != second) {
                second = now;
                inSecond = 0;
                left = omitted;
                omitted = 0;
            }
            logged = inSecond++ < MOST_PER_SECOND;
            omitted += logged ? 0 : 1;
        }
        if (left > 0) {
            log.accept("... " + left + " lines of standard error left out, as there were more than " + MOST_PER_SECOND + " a second ...");
        }
        return logged;
    }
}
