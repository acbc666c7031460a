package org.tomcatwsgi.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrewTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAXIMUM = 8;

    private final Crew crew = new Crew("crew-", 2, MAXIMUM, 60_000, Thread.NORM_PRIORITY, true);
    private final ManualSource source = new ManualSource(crew);

    CrewTest() {
        crew.start(source);
    }

    @AfterEach
    void end() {
        source.end();
        assertThat(crew.awaitEnd(PATIENCE.toMillis())).isTrue();
        assertThat(source.mostWaiting()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static Runnable blockedBy(Semaphore gate) {
        return gate::acquireUninterruptibly;
    }

    /** Tasks that take no time, until the crew expects no others. */
    private void settle() throws InterruptedException {
        for (int i = 0; i < 2_000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            source.add(done::countDown);
            await(done);
        }
    }

    @Test
    void aTaskRunsOnTheThreadThatFoundIt() throws InterruptedException {
        AtomicInteger handedOver = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            source.add(() -> {
                if (Thread.currentThread() != source.finder()) {
                    handedOver.incrementAndGet();
                }
                done.countDown();
            });
            await(done);
        }
        assertThat(handedOver).hasValue(0);
    }

    @Test
    void nobodyWaitsBehindATaskThatTakesLongUnexpectedly() throws InterruptedException {
        settle();
        Semaphore gate = new Semaphore(0);
        source.add(blockedBy(gate));
        CountDownLatch done = new CountDownLatch(1);
        source.add(done::countDown);
        await(done);
        gate.release();
    }

    @Test
    void aThreadThatSaysThatItWaitsHandsTheLeadOverAtOnce() throws InterruptedException {
        settle();
        Semaphore gate = new Semaphore(0);
        CountDownLatch led = new CountDownLatch(1);
        source.add(() -> {
            ConnectorThread own = (ConnectorThread) Thread.currentThread();
            own.flush();
            if (crew.leader() != own) {
                led.countDown();
            }
            gate.acquireUninterruptibly();
        });
        await(led);
        gate.release();
    }

    @Test
    void asManyTasksRunAtATimeAsThereAreThreads() {
        Semaphore gate = new Semaphore(0);
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < 3 * MAXIMUM; i++) {
            source.add(() -> {
                running.incrementAndGet();
                gate.acquireUninterruptibly();
            });
        }
        // one of them looks after the source unless all have something to do
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(running.get()).isGreaterThanOrEqualTo(MAXIMUM - 1));
        assertThat(crew.getPoolSize()).isEqualTo(MAXIMUM);
        gate.release(3 * MAXIMUM);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(running.get()).isEqualTo(3 * MAXIMUM));
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(crew.getActiveCount()).isZero());
    }

    /** Threads that are made while tasks wait: each finds one at once. */
    @Test
    void theLeadIsNeverHeldByAThreadThatWaits() {
        for (int round = 0; round < 300; round++) {
            Crew many = new Crew("many-", 2, MAXIMUM, 60_000, Thread.NORM_PRIORITY, true);
            ManualSource work = new ManualSource(many);
            Semaphore gate = new Semaphore(0);
            AtomicInteger running = new AtomicInteger();
            for (int i = 0; i < 3 * MAXIMUM; i++) {
                work.add(() -> {
                    running.incrementAndGet();
                    gate.acquireUninterruptibly();
                });
            }
            many.start(work);
            Awaitility.await("round " + round).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).atMost(PATIENCE)
                    .until(() -> running.get() >= MAXIMUM - 1);
            gate.release(3 * MAXIMUM);
            work.end();
            assertThat(many.awaitEnd(PATIENCE.toMillis())).isTrue();
        }
    }

    @Test
    void aTaskFromElsewhereIsDoneWhileTheLeaderWaits() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        crew.execute(done::countDown);
        await(done);
    }

    @Test
    void aTaskThatFailsHarmsNobody() throws InterruptedException {
        source.add(() -> {
            throw new IllegalStateException("a fault of the test");
        });
        settle();
    }

    @Test
    void aThreadThatIsClosedIsReplaced() throws InterruptedException {
        Set<Thread> closed = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 50; i++) {
            CountDownLatch done = new CountDownLatch(1);
            source.add(() -> {
                ConnectorThread own = (ConnectorThread) Thread.currentThread();
                closed.add(own);
                own.close();
                own.close();
                done.countDown();
            });
            await(done);
        }
        assertThat(closed).hasSize(50);
        Awaitility.await().atMost(PATIENCE).until(() -> closed.stream().noneMatch(Thread::isAlive));
        settle();
    }

    @Test
    void restingThreadsCanBeClosedToo() throws InterruptedException {
        settle();
        ConnectorThread leader = crew.leader();
        leader.close();
        Awaitility.await().atMost(PATIENCE).until(() -> !leader.isAlive());
        settle();
    }

    @Test
    void whenItHasEndedItTakesNothing() {
        source.end();
        Awaitility.await().atMost(PATIENCE).until(crew::ended);
        assertThatThrownBy(() -> crew.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void nothingIsLostWhateverComesTogether() throws Exception {
        int tasks = 20_000;
        AtomicInteger done = new AtomicInteger();
        ExecutorService others = Executors.newFixedThreadPool(2);
        try {
            for (int thread = 0; thread < 2; thread++) {
                boolean elsewhere = thread == 1;
                others.submit(() -> {
                    for (int i = 0; i < tasks; i++) {
                        int kind = i % 500;
                        Runnable task = () -> {
                            if (kind == 0) {
                                pause();
                            } else if (kind == 1) {
                                ((ConnectorThread) Thread.currentThread()).close();
                            } else if (kind == 2) {
                                ((ConnectorThread) Thread.currentThread()).flush();
                            }
                            done.incrementAndGet();
                        };
                        if (elsewhere) {
                            crew.execute(task);
                        } else {
                            source.add(task);
                        }
                    }
                });
            }
            Awaitility.await().atMost(PATIENCE.multipliedBy(3)).until(() -> done.get() == 2 * tasks);
            Awaitility.await().atMost(PATIENCE).until(() -> source.waiting() == 1);
        } finally {
            others.shutdownNow();
        }
    }

    /** What a slow task does: it waits for something. */
    private static void pause() {
        try {
            new CountDownLatch(1).await(3, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
