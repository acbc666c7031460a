package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.fastcgi.Ending;

/** The way of a process from its start to its end. */
class LifeCycleTest extends GroupTest {

    @Test
    void requestsReachAProcessThatIsReady() throws Exception {
        group.ready();
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        group.eventually(() -> group.ready(each -> true).get(0).handled() == 1);
        ProcessSnapshot process = group.ready(each -> each.memory() > 0).get(0);
        assertThat(process.version()).isEqualTo("Fake 1.0");
        assertThat(process.memory()).isEqualTo(1000);
        assertThat(process.cpu()).isEqualTo(0.5);
        assertThat(process.failed()).isEmpty();
        assertThat(process.leaving()).isEmpty();
    }

    @Test
    void stopRunsExitFunctionsAndLeavesNothing() throws Exception {
        group.options().scaling = new GroupOptions.Scaling(2, 2);
        group.start();
        group.eventually(() -> group.ready(each -> true).size() == 2);
        group.close();
        assertThat(Files.readAllLines(Path.of(group.behaviour() + ".ended"))).containsExactlyInAnyOrder("1 shutdown_signal", "2 shutdown_signal");
        assertThat(group.processes()).isEmpty();
        assertThat(group.ask("late")).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(503));
    }

    @Test
    void aProcessThatDiesIsReplacedAndReported() throws Exception {
        long pid = group.ready().pid();
        assertThat(group.ask("exit")).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(502));
        group.replaced(pid);
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        assertThat(group.records("has died; deregistering and restarting it")).singleElement().asString()
                .startsWith("SEVERE").contains("'" + group.options().name + "'", "pid=" + pid, "exit code 3", "reason crash", "about to exit");
        assertThat(group.restarts(RestartReason.CRASH)).isEqualTo(1);
    }

    @Test
    void aSignalIsNamed() throws Exception {
        long pid = group.ready().pid();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        group.replaced(pid);
        group.logged("signal 9 (SIGKILL; out of memory?)");
    }

    @Test
    void runningRequestsEndBeforeTheProcessDoes() throws Exception {
        group.options().gracefulTimeout = Duration.ofMillis(800);
        long pid = group.ready().pid();
        CompletableFuture<Ending> cut = group.request("hang 1");
        group.eventually(() -> group.ready(each -> true).get(0).running() == 1);
        group.supervisor().drain(pid);
        group.eventually(() -> group.processes().stream().anyMatch(each -> each.pid() == pid && each.state() == ProcessState.DRAINING));
        assertThat(cut).isNotDone();
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        group.replaced(pid);
        group.logged("Daemon process restart timer expired; forcing shutdown");
        assertThat(cut.get()).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(502));
        assertThat(group.restarts(RestartReason.GRACEFUL_SIGNAL)).isEqualTo(1);
    }

    @Test
    void anEvictedProcessHasTheEvictionTimeout() throws Exception {
        group.options().gracefulTimeout = Duration.ofMinutes(10);
        group.options().evictionTimeout = Duration.ofMillis(300);
        long pid = group.ready().pid();
        CompletableFuture<Ending> cut = group.request("hang 1");
        group.eventually(() -> group.ready(each -> true).get(0).running() == 1);
        group.supervisor().evict(pid);
        group.replaced(pid);
        assertThat(cut.get()).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(502));
        assertThat(group.restarts(RestartReason.EVICTION_SIGNAL)).isEqualTo(1);
    }

    @Test
    void whoIgnoresEveryOrderIsKilled() throws Exception {
        group.behave("stubborn");
        long pid = group.ready().pid();
        group.behave("");
        group.supervisor().evict(pid);
        group.replaced(pid);
        group.logged("Shutdown timeout expired; aborting daemon process");
        assertThat(group.restarts(RestartReason.EVICTION_SIGNAL)).isEqualTo(1);
    }

    @Test
    void aReloadReplacesOneAfterTheOther() throws Exception {
        group.options().scaling = new GroupOptions.Scaling(3, 3);
        group.start();
        group.eventually(() -> group.ready(each -> true).size() == 3);
        List<Long> before = group.ready(each -> true).stream().map(ProcessSnapshot::pid).toList();
        group.behave("version=1");
        group.supervisor().reload("an operator wants it");
        group.eventually(() -> {
            List<ProcessSnapshot> ready = group.processes().stream().filter(each -> each.state() == ProcessState.READY).toList();
            assertThat(ready).hasSizeGreaterThanOrEqualTo(3);
            assertThat(ready.size() + group.processes().stream().filter(each -> each.state() == ProcessState.STARTING).count()).isLessThanOrEqualTo(4);
            return group.processes().size() == 3 && ready.stream().allMatch(each -> each.version().equals("Fake 1.1"));
        });
        assertThat(group.ready(each -> true)).extracting(ProcessSnapshot::pid).doesNotContainAnyElementsOf(before);
        assertThat(group.restarts(RestartReason.RELOAD)).isEqualTo(3);
    }
}
