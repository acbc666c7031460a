package org.tomcatwsgi.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class IncidentsTest {

    private final Incidents incidents = new Incidents();

    @Test
    void aLogRemembersBothEndsOfWhatIsSevere() {
        List<String> written = new ArrayList<>();
        BiConsumer<Level, String> log = incidents.remembering((level, text) -> written.add(level + " " + text));
        log.accept(Level.WARNING, "a warning");
        log.accept(Level.SEVERE, "Exception occurred.\nTraceback (most recent call last):\n  File \"a.py\", line 1\nValueError: no\n");
        assertThat(written).hasSize(2);
        assertThat(incidents.latest()).extracting(Incident::getText).containsExactly("Exception occurred.\nValueError: no");
    }

    @Test
    void onlyTheLatestAreKept() {
        for (int i = 1; i <= 30; i++) {
            incidents.add("incident " + i);
        }
        assertThat(incidents.latest()).hasSize(20).extracting(Incident::getText).startsWith("incident 11").endsWith("incident 30");
        incidents.add("x".repeat(10_000));
        assertThat(incidents.latest()[19].getText()).hasSizeLessThan(600);
    }
}
