package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.dispatch.Limits;

/** Decisions that take a minute, at a clock that the test puts forward. */
class RosterTest {

    @TempDir
    private Path directory;
    private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> records = new ConcurrentLinkedQueue<>();
    private final RestartCounts counts = new RestartCounts();
    private TesterGroup group;
    private Dispatcher dispatcher;
    private Spawner spawner;
    private Roster roster;
    private long lead;

    @BeforeEach
    void makeRoster() throws Exception {
        group = new TesterGroup(directory);
        group.options().threads = 1;
        // starts are by the real clock
        group.options().startupTimeout = Duration.ZERO;
        group.options().scaling = new GroupOptions.Scaling(1, 2);
        GroupOptions options = group.options().build();
        dispatcher = new Dispatcher(new Limits(Duration.ZERO, Duration.ZERO, Duration.ZERO, 10), this::log);
        spawner = new Spawner(options, Path.of(getClass().getResource("fake-worker.py").toURI()), dispatcher, TesterConnection::factory, this::log);
        roster = new Roster(options, spawner, dispatcher, this::log, counts);
    }

    @AfterEach
    void endRoster() {
        lead = 0;
        roster.close(new Departure(RestartReason.SHUTDOWN_SIGNAL, "The test is over", Duration.ZERO));
        until(() -> roster.processes().isEmpty());
        spawner.close();
    }

    private void log(Level level, String text) {
        records.add(level + " " + text);
    }

    private void until(BooleanSupplier condition) {
        ProcessEvents listener = new TesterEvents(roster, events, this::now);
        await().pollInSameThread().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20)).until(() -> {
            for (Runnable event = events.poll(); event != null; event = events.poll()) {
                event.run();
            }
            roster.manage(now(), listener);
            return condition.getAsBoolean();
        });
    }

    private long now() {
        return System.nanoTime() + lead;
    }

    private long ready() {
        return roster.processes().stream().filter(DaemonProcess::isReady).count();
    }

    @Test
    void anIdleProcessMoreThanNeededIsRetired() {
        until(() -> ready() == 1);
        var first = TesterGroup.request(dispatcher, "hang 1");
        var second = TesterGroup.request(dispatcher, "hang 2");
        until(() -> roster.processes().stream().filter(each -> !each.target().requests().isEmpty()).count() == 2);
        roster.processes().forEach(each -> each.target().requests().forEach(request -> request.cancel(502, "enough")));
        until(() -> first.isDone() && second.isDone());
        lead = TimeUnit.SECONDS.toNanos(59);
        // one look at the processes
        until(() -> true);
        assertThat(ready()).isEqualTo(2);
        lead = TimeUnit.SECONDS.toNanos(80);
        until(() -> roster.processes().size() == 1 && ready() == 1);
        assertThat(counts.snapshot()).containsEntry("retired", 1L);
        assertThat(records).anyMatch(each -> each.contains("The group shrinks to [1] processes"));
        // the other one is as idle, but there has to be one
        until(() -> true);
        assertThat(ready()).isEqualTo(1);
    }

    @Test
    void oneThatWorksIsNoReasonToHurryWithOneThatDoesNot() throws Exception {
        until(() -> ready() == 1);
        lead = TimeUnit.SECONDS.toNanos(10);
        group.behave("exit=1");
        roster.reload(RestartReason.RELOAD, "the test wants it", now());
        until(() -> records.stream().anyMatch(each -> each.contains("restarting it in [2] s")));
        assertThat(ready()).isEqualTo(1);
        group.behave("");
        lead = TimeUnit.SECONDS.toNanos(30);
        until(() -> roster.processes().size() == 1 && roster.processes().get(0).number() > 2 && ready() == 1);
        lead = TimeUnit.SECONDS.toNanos(40);
        until(() -> true);
        // it has proved itself
        group.behave("exit=1");
        records.clear();
        roster.leaveLater(roster.processes().get(0), new Departure(RestartReason.GRACEFUL_SIGNAL, "The test wants it again", Duration.ZERO));
        until(() -> records.stream().anyMatch(each -> each.contains("restarting it in [1] s")));
    }
}
