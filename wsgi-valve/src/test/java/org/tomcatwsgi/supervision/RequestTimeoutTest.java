package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.fastcgi.Ending;

/** What becomes of a request that runs too long, and of its process (F-17 to F-19). */
class RequestTimeoutTest extends GroupTest {

    @BeforeEach
    void limit() {
        group.options().requestTimeout = Duration.ofSeconds(1);
    }

    @Test
    void withoutInterruptTheRequestIsGivenUpAndTheProcessReplaced() throws Exception {
        long pid = group.ready().pid();
        assertThat(group.ask("hang 1")).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(504);
            assertThat(failed.reason()).contains("Daemon process request time limit exceeded", "requestTimeout [1] s", "GET /hang 1", "pid=" + pid);
        });
        group.logged("stack of 1");
        group.replaced(pid);
        assertThat(group.restarts(RestartReason.REQUEST_TIMEOUT)).isEqualTo(1);
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
    }

    @Test
    void anInterruptedRequestLeavesTheProcessAlone() throws Exception {
        group.options().interruptTimeout = Duration.ofSeconds(10);
        group.behave("interruptible");
        long pid = group.ready().pid();
        assertThat(group.ask("hang 1")).isInstanceOf(Ending.Complete.class);
        group.logged("Injected RequestTimeout into the thread of request [GET /hang 1]");
        group.logged("Request interrupted by RequestTimeout; thread recovered");
        assertThat(group.pid()).isEqualTo(pid);
        assertThat(group.restarts(RestartReason.REQUEST_TIMEOUT)).isZero();
    }

    @Test
    void anInterruptThatDoesNotHelpIsFollowedByGivingUp() throws Exception {
        group.options().interruptTimeout = Duration.ofSeconds(1);
        long pid = group.ready().pid();
        long start = System.nanoTime();
        assertThat(group.ask("hang 1")).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(504));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(2000);
        group.replaced(pid);
    }

    @Test
    void aPythonThatCannotInterruptSaysSo() throws Exception {
        group.options().interruptTimeout = Duration.ofSeconds(60);
        group.behave("uninterruptible");
        long pid = group.ready().pid();
        assertThat(group.ask("hang 1")).isInstanceOf(Ending.Failed.class);
        group.logged("cannot be interrupted: this Python cannot do it");
        group.behave("");
        group.replaced(pid);
    }

    @Test
    void aProcessWithoutAFreeThreadIsNotAskedAnyMore() throws Exception {
        group.options().threads = 1;
        long pid = group.ready().pid();
        group.behave("never");
        CompletableFuture<Ending> stuck = group.request("hang 1");
        assertThat(stuck.get(20, TimeUnit.SECONDS)).isInstanceOf(Ending.Failed.class);
        group.eventually(() -> group.processes().stream().noneMatch(each -> each.state() == ProcessState.READY));
        group.behave("");
        group.processes().stream().filter(each -> each.state() == ProcessState.STARTING)
                .forEach(each -> ProcessHandle.of(each.pid()).orElseThrow().destroyForcibly());
        group.eventually(() -> group.ask("hello") instanceof Ending.Complete);
        group.replaced(pid);
    }

    @Test
    void requestsThatRunOnWithoutAClientAreNoticed() throws Exception {
        group.behave("running=1");
        long pid = group.ready().pid();
        group.behave("");
        group.replaced(pid);
        assertThat(group.restarts(RestartReason.REQUEST_TIMEOUT)).isEqualTo(1);
    }
}
