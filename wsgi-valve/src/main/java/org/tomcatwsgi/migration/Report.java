package org.tomcatwsgi.migration;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What becomes of each directive, for people: a line each, and the numbers. */
public final class Report {

    private Report() {
    }

    /** The text. */
    public static String of(Translation translation) {
        StringBuilder text = new StringBuilder();
        translation.findings().forEach(finding -> text.append(finding).append('\n'));
        return text.append(summary(translation)).append('\n').toString();
    }

    /** One line. */
    public static String summary(Translation translation) {
        return translation.findings().size() + " directives: " + Arrays.stream(Verdict.values())
                .map(verdict -> translation.findings().stream().filter(finding -> finding.verdict() == verdict).count() + " " + verdict)
                        .collect(Collectors.joining(", ")) + ".";
    }
}
