package org.tomcatwsgi.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.connector.ConnectorThread;

/** Guests of interpreters that come and go, and many of them. */
class GuestLifeTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void aReplacedInterpreterWaitsForItsGuestThenDismissesItsThread() {
        TesterRequest next;
        try (TesterGroup group = new TesterGroup(directory, 1, 1, Duration.ZERO)) {
            TesterRequest slow = group.request("/").start();
            Awaitility.await().until(slow::reading);
            group.group().reload("test");
            Awaitility.await().atMost(LONG).until(() -> group.status("generation") == 2);
            next = group.request("/").release().start();
            assertThat(next.runner()).isSameAs(next.thread());
            assertThat(next.text()).startsWith("2.1 ");
            assertThat(slow.ended()).isFalse();
            assertThat(slow.connectorThread().closed()).isFalse();
            assertThat(slow.release().text()).startsWith("1.1 ");
            Awaitility.await().atMost(LONG).until(() -> slow.connectorThread().closed());
            assertThat(next.connectorThread().closed()).as("has never been inside the old one").isFalse();
            assertThat(group.log()).noneMatch(line -> line.contains("force"));
        }
        assertThat(next.connectorThread().closed()).isTrue();
    }

    @Test
    void aGuestThatDoesNotEndIsCutOff() {
        TesterRequest stuck;
        try (TesterGroup group = new TesterGroup(directory, 1, 1, Duration.ZERO)) {
            stuck = group.request("/").start();
            Awaitility.await().until(stuck::reading);
        }
        assertThat(stuck.answer()).isEqualTo(500);
        assertThat(stuck.connectorThread().closed()).isTrue();
    }

    @Test
    void withARequestTimeoutTheContainersThreadIsNotLent() {
        try (TesterGroup group = new TesterGroup(directory, 1, 2, Duration.ofSeconds(60))) {
            assertThat(group.request("/").release().start().runner().getName()).startsWith("wsgi [tester]");
        }
    }

    @Test
    void noRequestIsLost() throws InterruptedException {
        int requests = 600;
        try (TesterGroup group = new TesterGroup(directory, 2, 3, Duration.ZERO)) {
            AtomicInteger good = new AtomicInteger();
            Runnable client = () -> {
                for (int i = 0; i < requests; i++) {
                    if (i % 3 == 0) {
                        good.addAndGet(group.request("/whole").release().run().answer() instanceof byte[] ? 1 : 0);
                    } else {
                        good.addAndGet(group.request("/").release().run().answer() == null ? 1 : 0);
                    }
                }
            };
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new ConnectorThread(client));
                clients.add(new Thread(client));
            }
            clients.forEach(Thread::start);
            group.group().reload("test");
            for (Thread thread : clients) {
                thread.join();
            }
            assertThat(good).hasValue(8 * requests);
            assertThat(group.status("served")).isEqualTo(8 * requests);
            Awaitility.await().atMost(LONG).until(() -> group.status("generation") == 2);
            assertThat(group.status("active")).isZero();
            assertThat(group.status("queued")).isZero();
        }
    }
}
