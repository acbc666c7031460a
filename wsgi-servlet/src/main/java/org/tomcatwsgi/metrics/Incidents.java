package org.tomcatwsgi.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.logging.Level;

/** The last few incidents of a kind. Thread-safe. */
public final class Incidents {

    private static final int MOST = 20;
    private static final int LONGEST = 500;

    private final Deque<Incident> latest = new ArrayDeque<>();

    /** Remembers an incident of now, and forgets the oldest where there are too many. */
    public synchronized void add(String text) {
        if (latest.size() == MOST) {
            latest.removeFirst();
        }
        latest.addLast(new Incident(System.currentTimeMillis(), text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text));
    }

    /** Oldest first. */
    public synchronized Incident[] latest() {
        return latest.toArray(Incident[]::new);
    }

    /** A log that remembers what it writes at SEVERE: of a record, the first line, and the last one, which is a traceback's outcome. */
    public BiConsumer<Level, String> remembering(BiConsumer<Level, String> log) {
        return (level, text) -> {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                add(ends(text));
            }
            log.accept(level, text);
        };
    }

    private static String ends(String text) {
        String record = text.strip();
        int first = record.indexOf('\n');
        return first < 0 ? record : record.substring(0, first) + "\n" + record.substring(record.lastIndexOf('\n') + 1).strip();
    }
}
