package org.tomcatwsgi.status;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them, with three digits that count. */
final class Figures {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String NONE = "\u2013";

    private Figures() {
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A rate, or another number with a fraction. */
    static String decimal(double number) {
        if (Double.isNaN(number)) {
            return NONE;
        }
        return number == 0 ? "0" : number < 9.995 ? format("%.2f", number) : number < 99.95 ? format("%.1f", number) : format("%,.0f", number);
    }

    /** A latency in seconds. */
    static String latency(double seconds) {
        if (Double.isNaN(seconds)) {
            return NONE;
        }
        return seconds < 0.9995 ? decimal(seconds * 1000) + " ms" : decimal(seconds) + " s";
    }

    /** A span of time in seconds: the two largest units. */
    static String age(double seconds) {
        if (Double.isNaN(seconds)) {
            return NONE;
        }
        long whole = (long) seconds;
        if (whole < 10) {
            return format("%.1f s", seconds);
        }
        if (whole < 120) {
            return whole + " s";
        }
        if (whole < 7200) {
            return whole / 60 + " min";
        }
        return whole < 172_800 ? whole / 3600 + " h " + whole % 3600 / 60 + " min" : whole / 86_400 + " d " + whole % 86_400 / 3600 + " h";
    }

    static String bytes(long bytes) {
        return bytes < 1L << 30 ? decimal(bytes / (double) (1 << 20)) + " MiB" : decimal(bytes / (double) (1 << 30)) + " GiB";
    }

    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
    }

    private static String format(String pattern, double number) {
        return String.format(Locale.ROOT, pattern, number);
    }
}
