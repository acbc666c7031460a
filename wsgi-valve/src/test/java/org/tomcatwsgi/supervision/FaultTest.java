package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.fastcgi.Ending;

/** Processes that do not what they should. */
class FaultTest extends GroupTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void aPythonThatIsNotThereIsNamed() throws Exception {
        group.options().python = new Python.Executable("/nowhere/python3");
        group.start();
        assertThat(group.supervisor().awaitReady(LONG)).isFalse();
        group.logged("python [/nowhere/python3]");
        assertThat(group.ask("hello")).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(503);
            assertThat(failed.reason()).contains("/nowhere/python3");
        });
    }

    @Test
    void aWorkingDirectoryThatIsNotThereIsNamed() throws Exception {
        group.options().directory = "/nowhere/at/all";
        group.start();
        assertThat(group.supervisor().awaitReady(LONG)).isFalse();
        group.logged("/nowhere/at/all");
    }

    @Test
    void anotherUserNeedsRoot() throws Exception {
        assumeFalse(Privileges.isRoot());
        group.options().user = "somebody";
        assertThatThrownBy(() -> group.start()).isInstanceOf(IllegalStateException.class).hasMessageContaining("user [somebody]");
    }

    @Test
    void aUserThatDoesNotExistIsNamed() {
        assumeTrue(Privileges.isRoot());
        group.options().user = "nobody-of-that-name";
        assertThatThrownBy(() -> group.start()).isInstanceOf(IllegalStateException.class).hasMessageContaining("user [nobody-of-that-name]");
    }

    @Test
    void stoppingDoesNotWaitForThoseThatAreNotReady() throws Exception {
        group.behave("never stubborn");
        group.start();
        group.eventually(() -> group.processes().size() == 1);
        long start = System.nanoTime();
        group.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void stoppingWhileNothingRunsEndsAtOnce() throws Exception {
        group.behave("exit=1");
        group.start();
        group.logged("restarting it in [2] s");
        group.close();
        assertThat(group.processes()).isEmpty();
    }

    @Test
    void whoDiesAtTheStartIsStartedAgainAfterAWhile() throws Exception {
        group.behave("exit=7");
        group.start();
        assertThat(group.supervisor().awaitReady(LONG)).isFalse();
        group.logged("restarting it in [1] s: exit code 7, reason crash. Its last words:\ncannot start");
        assertThat(group.ask("hello")).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(503));
        group.logged("restarting it in [2] s");
        group.behave("");
        group.eventually(() -> group.ask("hello") instanceof Ending.Complete);
    }

    @Test
    void whoLeavesAtOnceWithoutAFaultIsNoBetter() throws Exception {
        group.behave("exit=0");
        group.start();
        group.logged("restarting it in [1] s: exit code 0");
        group.behave("");
        group.ready(each -> true);
    }

    @Test
    void whoIsNeverReadyIsReplaced() throws Exception {
        group.options().startupTimeout = Duration.ofSeconds(1);
        group.behave("never abortable");
        group.start();
        assertThat(group.supervisor().awaitReady(LONG)).isFalse();
        group.logged("Application startup timer expired, startupTimeout [1] s");
        // Python's stacks, because of SIGABRT
        group.logged("Fatal Python error: Aborted");
        group.behave("");
        group.ready(each -> true);
        assertThat(group.restarts(RestartReason.STARTUP_TIMEOUT)).isPositive();
    }

    @Test
    void whoseHeartDoesNotBeatIsReplaced() throws Exception {
        group.options().deadlockTimeout = Duration.ofSeconds(1);
        group.behave("nobeat");
        long pid = group.ready().pid();
        group.behave("");
        var request = group.request("hang 1");
        group.replaced(pid);
        group.logged("Daemon process deadlock timer expired, stopping process");
        assertThat(request.get()).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(502));
        assertThat(group.restarts(RestartReason.DEADLOCK_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void garbageOnTheControlChannelIsReportedOnceAndItsWriterReplaced() throws Exception {
        group.behave("garbage");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        assertThat(group.records("It wrote [Hello] to its standard output").stream().filter(each -> each.startsWith("SEVERE"))).hasSize(1);
        assertThat(group.restarts(RestartReason.CONTROL_LOST)).isEqualTo(1);
    }

    @Test
    void whoClosesItsStandardOutputIsReplaced() throws Exception {
        group.behave("mute nobeat");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        assertThat(group.restarts(RestartReason.CONTROL_LOST)).isEqualTo(1);
    }

    @Test
    void whoFloodsItsStandardErrorGoesOn() throws Exception {
        group.behave("flood=200000");
        long pid = group.ready().pid();
        group.logged("lines of standard error within a second");
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        assertThat(group.pid()).isEqualTo(pid);
        assertThat(group.records("WARNING flood")).hasSizeLessThan(20_000);
    }

    @Test
    void aSocketThatVanishesIsReplacedTogetherWithItsProcess() throws Exception {
        long pid = group.ready().pid();
        Path socket = group.sockets().iterator().next();
        Files.delete(socket);
        Files.delete(socket.getParent());
        group.replaced(pid);
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        assertThat(group.restarts(RestartReason.SOCKET_LOST)).isEqualTo(1);
    }

    @Test
    void aChildThatKeepsStandardErrorOpenDelaysNothing() throws Exception {
        group.behave("child");
        long pid = group.ready().pid();
        long child = Long.parseLong(Files.readString(Path.of(group.behaviour() + ".child")));
        try {
            group.behave("");
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            group.replaced(pid);
            group.logged("signal 9");
        } finally {
            ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whoIsToldToEndBySomebodyElseIsReplaced() throws Exception {
        group.behave("lasts=0.5 code=0");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        group.logged("has died; deregistering and restarting it");
    }

    @Test
    void serviceProcessesAreStartedAgainWhenTheyEnd() throws Exception {
        group.options().threads = 0;
        group.behave("lasts=0.5 code=0");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        assertThat(group.sockets()).isEmpty();
        group.logged("INFO Process '" + group.options().name + "' process 1 (pid=" + pid + ") has died; deregistering and restarting it in [1] s: exit code 0");
    }
}
