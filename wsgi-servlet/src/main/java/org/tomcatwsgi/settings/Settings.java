package org.tomcatwsgi.settings;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Named texts read as typed values. What cannot be read, and names that nobody asked for, become problems, each one sentence with the name, the value in
 * brackets and the remedy; all of them are reported at once.
 */
public final class Settings {

    // beyond this it is a slip of the pen: each of them is an interpreter or a process
    private static final int MOST_OF_RANGE = 1024;

    private final Map<String, String> values;
    private final Set<String> known = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    public Settings(Map<String, String> values) {
        this.values = values;
    }

    /** A text without the white space around it; {@code otherwise} if it is blank or missing. */
    public String text(String name, String otherwise) {
        known.add(name);
        String value = values.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    /** "on" or "true", "off" or "false". */
    public boolean flag(String name, boolean otherwise) {
        String value = text(name, otherwise ? "on" : "off").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> {
                problem(name, value, "write on or off");
                yield otherwise;
            }
        };
    }

    /** A whole number of at least 1. */
    public int count(String name, int otherwise) {
        return (int) number(name, otherwise, 1, Integer.MAX_VALUE);
    }

    /** A number of at least 1, or a range of such. */
    public record Range(int least, int most) {
    }

    /** A number of at least 1, which is least and most, or a range as 1-4. */
    public Range range(String name, int otherwise) {
        String value = text(name, Integer.toString(otherwise));
        String[] bounds = value.split("-", -1);
        try {
            int least = Integer.parseInt(bounds[0].strip());
            int most = bounds.length == 1 ? least : Integer.parseInt(bounds[1].strip());
            if (bounds.length <= 2 && least >= 1 && most >= least && most <= MOST_OF_RANGE) {
                return new Range(least, most);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        problem(name, value, "write a number of at least 1, or a range as 1-4");
        return new Range(otherwise, otherwise);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long number(String name, long otherwise, long least, long most) {
        String value = text(name, Long.toString(otherwise));
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        problem(name, value, most >= Integer.MAX_VALUE ? "write a whole number of at least " + least : "write a whole number from " + least + " to " + most);
        return otherwise;
    }

    /** Seconds, with a fraction if need be. */
    public Duration seconds(String name, int otherwise) {
        String value = text(name, Integer.toString(otherwise));
        try {
            double seconds = Double.parseDouble(value);
            if (seconds >= 0 && seconds <= Integer.MAX_VALUE) {
                return Duration.ofMillis(Math.round(seconds * 1000));
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        problem(name, value, "write seconds, 0 for no limit");
        return Duration.ofSeconds(otherwise);
    }

    /** Bytes, more than none, with k, m or g for multiples of 1024. */
    public long size(String name, String otherwise) {
        return size(name, otherwise, 1);
    }

    /** Bytes, {@code least} of them or more, with k, m or g for multiples of 1024. */
    public long size(String name, String otherwise, long least) {
        String value = text(name, otherwise).toLowerCase(Locale.ROOT);
        int shift = switch (value.charAt(value.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        try {
            long number = Long.parseLong(shift == 0 ? value : value.substring(0, value.length() - 1));
            if (number >= 0 && number <= Long.MAX_VALUE >> shift && number << shift >= least) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        problem(name, value, "write a number of bytes" + (least > 1 ? " of at least " + least : "") + ", with k, m or g for multiples of 1024");
        return least;
    }

    /** A list whose items are separated by the platform's path separator or by line ends. */
    public List<String> list(String name) {
        List<String> items = new ArrayList<>();
        for (String item : text(name, "").split("[\n" + File.pathSeparator + "]")) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    /** All settings whose names begin with {@code prefix}, without it. */
    public Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                known.add(name);
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Notes what is wrong with a setting. */
    public void problem(String name, String value, String remedy) {
        problems.add(name + " [" + value + "]: " + remedy);
    }

    /** Every problem so far with settings that were asked for. */
    public List<String> unreadable() {
        return List.copyOf(problems);
    }

    /** Every problem so far, names that nobody asked for included. Empty: all is well. */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (!known.contains(entry.getKey())) {
                all.add(entry.getKey() + " [" + entry.getValue() + "]: no such setting; correct the name or remove it");
            }
        }
        return all;
    }
}
