package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.List;

/** Splits a line as Apache does: white space separates, quotes of both kinds hold together, and a backslash escapes their own kind and itself. */
final class Words {

    private Words() {
    }

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
            if (at == line.length()) {
                return words;
            }
            char quote = line.charAt(at);
            StringBuilder word = new StringBuilder();
            at = quote == '"' || quote == '\'' ? quoted(line, at + 1, quote, word) : plain(line, at, word);
            words.add(word.toString());
        }
    }

    /** A quote that nobody closes ends with the line, as in Apache. */
    private static int quoted(String line, int from, char quote, StringBuilder word) {
        int at = from;
        while (at < line.length() && line.charAt(at) != quote) {
            if (isEscape(line, at, quote)) {
                at++;
            }
            word.append(line.charAt(at++));
        }
        return Math.min(line.length(), at + 1);
    }

    private static int plain(String line, int from, StringBuilder word) {
        int at = from;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            if (isEscape(line, at, '\\')) {
                at++;
            }
            word.append(line.charAt(at++));
        }
        return at;
    }

    private static boolean isEscape(String line, int at, char quote) {
        return line.charAt(at) == '\\' && at + 1 < line.length() && (line.charAt(at + 1) == '\\' || line.charAt(at + 1) == quote);
    }
}
