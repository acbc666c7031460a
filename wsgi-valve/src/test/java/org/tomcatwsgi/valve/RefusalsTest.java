package org.tomcatwsgi.valve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    @Test
    void oneRecordASecondForEachReason() {
        List<String> logged = new ArrayList<>();
        AtomicLong clock = new AtomicLong();
        Refusals refusals = new Refusals((level, text) -> logged.add(text), clock::get);
        for (int i = 0; i < 100; i++) {
            refusals.log("No process.");
        }
        assertThat(logged).containsExactly("No process.");
        clock.addAndGet(1_000_000_000L);
        refusals.log("No process.");
        assertThat(logged).hasSize(2).last().asString().isEqualTo("No process. ([99] more requests were refused since the last record.)");
        refusals.log("Queue timeout expired.");
        assertThat(logged).hasSize(3).last().asString().isEqualTo("Queue timeout expired.");
    }
}
