package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.fastcgi.Ending;

/** Why a process is replaced while all is well. */
class RecyclingTest extends GroupTest {

    @Test
    void maximumRequests() throws Exception {
        group.options().maximumRequests = 5;
        long pid = group.ready().pid();
        for (int i = 0; i < 5; i++) {
            assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        }
        group.replaced(pid);
        group.logged("Maximum requests reached; attempting graceful shutdown");
        assertThat(group.restarts(RestartReason.MAXIMUM_REQUESTS)).isEqualTo(1);
    }

    @Test
    void restartInterval() throws Exception {
        group.options().restartInterval = Duration.ofSeconds(1);
        long pid = group.ready().pid();
        group.eventually(() -> group.restarts(RestartReason.RESTART_INTERVAL) >= 1);
        group.logged("Application restart timer expired");
        group.eventually(() -> group.processes().stream().noneMatch(each -> each.pid() == pid));
    }

    @Test
    void inactivityTimeoutCountsFromTheFirstRequest() throws Exception {
        group.options().inactivityTimeout = Duration.ofMillis(500);
        long pid = group.ready().pid();
        group.eventually(() -> group.ready(each -> true).get(0).age().toMillis() > 1500);
        assertThat(group.pid()).isEqualTo(pid);
        group.ask("hello");
        long fresh = group.replaced(pid);
        group.logged("Daemon process idle inactivity timer expired");
        group.eventually(() -> group.ready(each -> true).get(0).age().toMillis() > 1500);
        assertThat(group.pid()).isEqualTo(fresh);
        assertThat(group.restarts(RestartReason.INACTIVITY_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void cpuTimeLimit() throws Exception {
        group.options().cpuTimeLimit = Duration.ofSeconds(2);
        group.behave("cpu=2.5");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        group.logged("Exceeded CPU time limit: [2.5] s, cpuTimeLimit [2] s");
        assertThat(group.restarts(RestartReason.CPU_TIME_LIMIT)).isEqualTo(1);
    }

    @Test
    void memoryRestartThreshold() throws Exception {
        group.options().memoryRestartThreshold = 10_000;
        group.behave("rss=10001");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        group.logged("Memory restart threshold exceeded");
        assertThat(group.restarts(RestartReason.MEMORY_THRESHOLD)).isEqualTo(1);
    }

    @Test
    void theReplacementIsReadyBeforeTheOldOneLeaves() throws Exception {
        group.options().memoryRestartThreshold = 10_000;
        group.behave("rss=10001");
        long pid = group.ready().pid();
        group.behave("never");
        group.logged("Memory restart threshold exceeded");
        group.eventually(() -> group.processes().size() == 2);
        assertThat(group.processes().get(0)).satisfies(old -> {
            assertThat(old.pid()).isEqualTo(pid);
            assertThat(old.state()).isEqualTo(ProcessState.READY);
            assertThat(old.leaving()).isEqualTo("memory_threshold");
        });
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
    }

    @Test
    void theGroupGrowsWhileRequestsWait() throws Exception {
        group.options().threads = 1;
        group.options().scaling = new GroupOptions.Scaling(1, 3);
        group.ready();
        CompletableFuture<Ending> first = group.request("hang 1");
        CompletableFuture<Ending> second = group.request("hang 2");
        group.eventually(() -> group.processes().stream().filter(each -> each.state() == ProcessState.READY && each.running() == 1).count() == 2);
        group.logged("the group grows to [2] processes");
        group.options().gracefulTimeout = Duration.ZERO;
        group.processes().forEach(each -> ProcessHandle.of(each.pid()).orElseThrow().destroyForcibly());
        assertThat(first.get()).isInstanceOf(Ending.Failed.class);
        assertThat(second.get()).isInstanceOf(Ending.Failed.class);
    }
}
