package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardErrorTest {

    @Test
    void theLastLinesAreKeptAndAFloodIsCutShort() {
        List<String> logged = new ArrayList<>();
        StandardError error = new StandardError(logged::add);
        for (int i = 0; i < 5000; i++) {
            error.line("line " + i);
        }
        assertThat(error.last()).hasSize(100).startsWith("line 4900").endsWith("line 4999");
        // two seconds, if the test fell between them
        assertThat(logged).startsWith("line 0").hasSizeBetween(201, 402);
    }
}
