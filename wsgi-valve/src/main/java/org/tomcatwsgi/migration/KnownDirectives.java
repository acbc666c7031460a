package org.tomcatwsgi.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is to be said about Apache's directives that nothing here reads: {@code directives.txt}. */
final class KnownDirectives {

    private final Map<String, Entry> entries;

    /** What is said of a directive. */
    record Entry(Verdict verdict, String remark) {
    }

    private KnownDirectives(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Reads the table. Each paragraph is a line {@code needless REMARK} or {@code unsupported REMARK} and, indented, the names that it is about. */
    static KnownDirectives load() {
        Map<String, Entry> entries = new HashMap<>();
        Entry entry = null;
        for (String line : lines()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(" ")) {
                for (String name : line.strip().split("\\s+")) {
                    entries.put(name.toLowerCase(Locale.ROOT), entry);
                }
            } else {
                int space = line.indexOf(' ');
                entry = new Entry(line.startsWith("needless ") ? Verdict.NEEDLESS : Verdict.NOT_SUPPORTED, line.substring(space + 1));
            }
        }
        return new KnownDirectives(entries);
    }

    private static List<String> lines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(KnownDirectives.class.getResourceAsStream("directives.txt"),
                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is said of a directive; that it is not known, if so. */
    Entry of(String name) {
        Entry entry = entries.get(name.toLowerCase(Locale.ROOT));
        return entry == null ? new Entry(Verdict.NOT_SUPPORTED, "not known: it has no counterpart here") : entry;
    }

    String remark(String name, String otherwise) {
        Entry entry = entries.get(name.toLowerCase(Locale.ROOT));
        return entry == null ? otherwise : entry.remark();
    }
}
