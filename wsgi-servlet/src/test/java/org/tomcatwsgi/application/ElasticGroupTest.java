package org.tomcatwsgi.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group of one or two interpreters, of one thread each. */
class ElasticGroupTest {

    @TempDir
    private Path directory;

    @Test
    void growsReloadsAndShrinks() {
        try (TesterGroup group = new TesterGroup(directory, 1, 2, 1, Duration.ZERO, Duration.ofSeconds(2))) {
            assertThat(group.status("interpreters")).isEqualTo(1);
            assertThat(group.status("mostInterpreters")).isEqualTo(2);
            List<TesterRequest> requests = twoAtATime(group);
            assertThat(group.status("interpreters")).isEqualTo(2);
            group.group().reload("test");
            await(() -> group.status("generation") == 2);
            List<TesterRequest> next = twoAtATime(group);
            requests.addAll(next);
            requests.forEach(TesterRequest::release);
            assertThat(requests).extracting(TesterRequest::text).extracting(text -> text.substring(0, 3)).containsExactlyInAnyOrder("1.1", "1.2", "2.1", "2.2");
            assertThat(requests).extracting(TesterRequest::text).allMatch(text -> text.contains(" False True "), "one thread, several interpreters");
            await(() -> group.status("interpreters") == 1);
            TesterRequest visitor = next.stream().filter(request -> request.text().startsWith("2.2")).findAny().orElseThrow();
            await(() -> visitor.connectorThread().closed());
            assertThat(group.request("/").release().start().text()).startsWith("2.1 ");
            assertThat(group.log()).containsSubsequence(
                    "INFO Requests are waiting: the group grows to [2] interpreters.", "INFO The group shrinks to [1] interpreters.")
                    .noneMatch(line -> line.startsWith("SEVERE") || line.startsWith("WARNING"));
        }
    }

    @Test
    void anInterpreterThatCannotBeBuiltIsNoHarm() throws Exception {
        try (TesterGroup group = new TesterGroup(directory, 1, 2, 1, Duration.ZERO, Duration.ofSeconds(2))) {
            TesterRequest first = group.request("/").start();
            TesterRequest second = group.request("/").start();
            Files.writeString(directory.resolve("app.wsgi"), "raise ValueError");
            await(() -> group.log().stream().anyMatch(line -> line.startsWith("SEVERE The group cannot grow; [1] interpreters go on serving.")));
            assertThat(group.status("interpreters")).isEqualTo(1);
            first.release();
            second.release();
            assertThat(first.answer()).isNull();
            assertThat(second.answer()).isNull();
        }
    }

    /** Two requests that are inside at the same time, which takes two interpreters. */
    private static List<TesterRequest> twoAtATime(TesterGroup group) {
        List<TesterRequest> two = new ArrayList<>(List.of(group.request("/").start(), group.request("/").start()));
        await(() -> two.stream().allMatch(TesterRequest::reading));
        return two;
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition::getAsBoolean);
    }
}
