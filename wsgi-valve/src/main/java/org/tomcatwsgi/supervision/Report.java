package org.tomcatwsgi.supervision;

import java.util.Map;
import java.util.logging.Level;

/** A line that a worker writes to its standard output (docs/daemon-protocol.md, section 2). */
sealed interface Report {

    /**
     * It serves from now on.
     *
     * @param version implementation and version of Python
     * @param failure null if all applications were loaded
     */
    record Ready(String version, Failure failure) implements Report {
    }

    /** An application could not be loaded. */
    record Failure(String summary, String detail) {
    }

    record Log(Level level, String text) implements Report {
    }

    /**
     * Its heart has beaten.
     *
     * @param rss     resident bytes
     * @param cpu     CPU seconds since its start
     * @param running requests that run
     */
    record Beat(long rss, double cpu, int running) implements Report {
    }

    /** The answer to an order. */
    record Answer(long id, String text) implements Report {
    }

    /** It has begun to shut down. */
    record Stopping(String reason) implements Report {
    }

    /** Something that the protocol does not know. */
    record Garbage(String line) implements Report {
    }

    /** Reads a line; never fails. */
    static Report of(String line) {
        try {
            if (!(Json.read(line) instanceof Map<?, ?> object)) {
                return new Garbage(line);
            }
            if (object.get("beat") instanceof Map<?, ?> beat) {
                return new Beat(number(beat, "rss").longValue(), number(beat, "cpu").doubleValue(), number(beat, "running").intValue());
            }
            if (object.get("log") instanceof String level) {
                return new Log(level(level), text(object, "text"));
            }
            if (object.get("answer") instanceof Long id) {
                return new Answer(id, text(object, "text"));
            }
            if (object.get("stopping") instanceof String reason) {
                return new Stopping(reason);
            }
            if (object.get("ready") instanceof Map<?, ?> ready) {
                Map<?, ?> failed = (Map<?, ?>) ready.get("failed");
                return new Ready(text(ready, "version"), failed == null ? null : new Failure(text(failed, "summary"), text(failed, "detail")));
            }
        } catch (IllegalArgumentException | ClassCastException e) {
            // reported by what is returned
        }
        return new Garbage(line);
    }

    private static String text(Map<?, ?> object, String name) {
        if (object.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name);
    }

    private static Number number(Map<?, ?> object, String name) {
        if (object.get(name) instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException(name);
    }

    private static Level level(String name) {
        return switch (name) {
            case "DEBUG" -> Level.FINE;
            case "INFO" -> Level.INFO;
            case "WARNING" -> Level.WARNING;
            case "ERROR" -> Level.SEVERE;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
