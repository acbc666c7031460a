package org.tomcatwsgi.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.ResponseSink;

@Timeout(30)
class DispatcherTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @Test
    void usesAConnectionAgain() {
        TesterServer server = TesterServer.complete();
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, server.target("a", 2));
        for (int i = 0; i < 5; i++) {
            assertThat(dispatcher.serve(call("x"))).isEqualTo(new Ending.Complete());
        }
        assertThat(server.opened()).isEqualTo(1);
        assertThat(server.exchanges()).isEqualTo(5);
    }

    @Test
    void givesRequestsToTheLeastBusy() {
        Gate gate = new Gate();
        TesterServer first = new TesterServer(gate);
        TesterServer second = new TesterServer(gate);
        Target a = first.target("a", 3);
        Target b = second.target("b", 3);
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, a, b);
        List<CompletableFuture<Ending>> running = start(dispatcher, 4);
        Awaitility.await().until(() -> dispatcher.running(a) == 2 && dispatcher.running(b) == 2);
        gate.open(4);
        assertThat(running).allSatisfy(ending -> assertThat(ending.join()).isEqualTo(new Ending.Complete()));
        assertThat(a.handled() + b.handled()).isEqualTo(4);
    }

    @Test
    void neverSendsMoreThanThereAreThreads() {
        Gate gate = new Gate();
        Target target = new TesterServer(gate).target("a", 2);
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, target);
        List<CompletableFuture<Ending>> running = start(dispatcher, 5);
        Awaitility.await().until(() -> dispatcher.waiting() == 3);
        assertThat(dispatcher.running(target)).isEqualTo(2);
        assertThat(target.requests()).hasSize(2).allSatisfy(request -> assertThat(request.label()).isEqualTo("GET /x"));
        gate.open(5);
        assertThat(running).allSatisfy(ending -> assertThat(ending.join()).isEqualTo(new Ending.Complete()));
    }

    @Test
    void waitsNoLongerThanTheQueueTimeout() {
        Gate gate = new Gate();
        Dispatcher dispatcher = dispatcher(SHORT, LONG, Duration.ZERO, 10, new TesterServer(gate).target("a", 1));
        List<CompletableFuture<Ending>> running = start(dispatcher, 1);
        Awaitility.await().until(() -> gate.waiting() == 1);
        assertThat(dispatcher.serve(call("late"))).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(504);
            assertThat(failed.reason()).contains("Queue timeout expired");
        });
        gate.open(1);
        assertThat(running.get(0).join()).isEqualTo(new Ending.Complete());
        assertThat(dispatcher.refusedForWant()).isEqualTo(1);
    }

    @Test
    void refusesWhatTheBacklogDoesNotHold() {
        Gate gate = new Gate();
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 1, new TesterServer(gate).target("a", 1));
        start(dispatcher, 2);
        Awaitility.await().until(() -> dispatcher.waiting() == 1);
        assertThat(dispatcher.serve(call("third"))).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(503));
        gate.open(2);
    }

    @Test
    void waitsForATargetUntilTheConnectTimeout() {
        Dispatcher dispatcher = dispatcher(LONG, SHORT, Duration.ZERO, 10);
        assertThat(dispatcher.serve(call("x"))).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(503));
        CompletableFuture<Ending> waiting = CompletableFuture.supplyAsync(() -> dispatcher.serve(call("y")));
        Awaitility.await().until(() -> dispatcher.waiting() == 1);
        dispatcher.add(TesterServer.complete().target("a", 1));
        assertThat(waiting.join()).isEqualTo(new Ending.Complete());
    }

    @Test
    void answersAtOnceDuringAnOutage() {
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10);
        CompletableFuture<Ending> waiting = CompletableFuture.supplyAsync(() -> dispatcher.serve(call("x")));
        Awaitility.await().until(() -> dispatcher.waiting() == 1);
        dispatcher.outage("no process starts");
        assertThat(waiting.join()).isEqualTo(new Ending.Failed(503, "no process starts"));
        assertThat(dispatcher.serve(call("y"))).isEqualTo(new Ending.Failed(503, "no process starts"));
        dispatcher.add(TesterServer.complete().target("a", 1));
        assertThat(dispatcher.serve(call("z"))).isEqualTo(new Ending.Complete());
    }

    @Test
    void takesARefusedRequestElsewhere() {
        TesterServer refusing = new TesterServer(Ending.Refused::new);
        TesterServer willing = TesterServer.complete();
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, refusing.target("a", 1), willing.target("b", 1));
        for (int i = 0; i < 4; i++) {
            assertThat(dispatcher.serve(call("x"))).isEqualTo(new Ending.Complete());
        }
        assertThat(willing.exchanges()).isEqualTo(4);
    }

    @Test
    void givesUpWhenAllRefuse() {
        TesterServer refusing = new TesterServer(Ending.Refused::new);
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, refusing.target("a", 1));
        assertThat(dispatcher.serve(call("x"))).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(503));
        assertThat(refusing.exchanges()).isLessThanOrEqualTo(4);
    }

    @Test
    void answersALostRequestWith502AndSendsItOnce() {
        TesterServer server = new TesterServer(() -> new Ending.Lost("gone", true));
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, server.target("process 1", 1));
        assertThat(dispatcher.serve(call("x"))).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(502);
            assertThat(failed.reason()).contains("process 1", "gone", "GET /x");
        });
        assertThat(server.exchanges()).isEqualTo(1);
    }

    @Test
    void triesAgainWhatWasNotDelivered() {
        Iterator<Ending> endings = List.<Ending>of(new Ending.Complete(), new Ending.Lost("idle connection closed", false), new Ending.Complete()).iterator();
        TesterServer server = new TesterServer(endings::next);
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, server.target("a", 1));
        assertThat(dispatcher.serve(call("x"))).isEqualTo(new Ending.Complete());
        assertThat(dispatcher.serve(call("y"))).isEqualTo(new Ending.Complete());
        assertThat(server.exchanges()).isEqualTo(3);
    }

    @Test
    void avoidsATargetThatCannotBeReached() {
        TesterServer dead = TesterServer.complete();
        dead.reachable(false);
        TesterServer alive = TesterServer.complete();
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, dead.target("a", 5), alive.target("b", 5));
        for (int i = 0; i < 10; i++) {
            assertThat(dispatcher.serve(call("x"))).isEqualTo(new Ending.Complete());
        }
        assertThat(alive.exchanges()).isEqualTo(10);
    }

    @Test
    void givesUpOnAnUnreachableTargetAfterTheConnectTimeout() {
        TesterServer dead = TesterServer.complete();
        dead.reachable(false);
        Dispatcher dispatcher = dispatcher(LONG, SHORT, Duration.ZERO, 10, dead.target("a", 5));
        assertThat(dispatcher.serve(call("x"))).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(503);
            assertThat(failed.reason()).contains("connection refused");
        });
    }

    @Test
    void givesUpASilentApplication() {
        Gate gate = new Gate();
        Dispatcher dispatcher = dispatcher(LONG, LONG, SHORT, 10, new TesterServer(gate).target("process 1", 1));
        CompletableFuture<Ending> silent = start(dispatcher, 1).get(0);
        Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
            dispatcher.expire();
            return silent.isDone();
        });
        assertThat(silent.join()).isInstanceOfSatisfying(Ending.Failed.class, failed -> {
            assertThat(failed.status()).isEqualTo(504);
            assertThat(failed.reason()).contains("socketTimeout", "process 1");
        });
    }

    @Test
    void closingATargetEndsItsRequests() {
        Gate gate = new Gate();
        Target target = new TesterServer(gate).target("process 1", 1);
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, target);
        CompletableFuture<Ending> running = start(dispatcher, 1).get(0);
        Awaitility.await().until(() -> gate.waiting() == 1);
        dispatcher.withdraw(target);
        target.close();
        assertThat(running.join()).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(502));
    }

    /** How a request ends by itself when its process does tells more than a connection that was closed on this side. */
    @Test
    void aClosedTargetLetsRequestsEndByThemselves() throws InterruptedException {
        Gate gate = new Gate();
        TesterServer server = new TesterServer(gate);
        Target target = server.target("a", 1);
        Dispatcher dispatcher = dispatcher(LONG, LONG, Duration.ZERO, 10, target);
        List<CompletableFuture<Ending>> running = start(dispatcher, 1);
        Awaitility.await().until(() -> server.exchanges() == 1);
        Thread closing = new Thread(target::close);
        closing.start();
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        gate.open(1);
        assertThat(running.get(0).join()).isEqualTo(new Ending.Complete());
        closing.join();
    }

    private Dispatcher dispatcher(Duration queue, Duration connect, Duration socket, int backlog, Target... targets) {
        Dispatcher dispatcher = new Dispatcher(new Limits(queue, connect, socket, backlog), (level, text) -> log.add(text));
        for (Target target : targets) {
            dispatcher.add(target);
        }
        return dispatcher;
    }

    private static List<CompletableFuture<Ending>> start(Dispatcher dispatcher, int count) {
        List<CompletableFuture<Ending>> running = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            CompletableFuture<Ending> ending = new CompletableFuture<>();
            running.add(ending);
            Thread thread = new Thread(() -> {
                started.countDown();
                ending.complete(dispatcher.serve(call("x")));
            });
            thread.setDaemon(true);
            thread.start();
        }
        return running;
    }

    private static Call call(String id) {
        return new Call(id, "GET /x", new String[0], null, new NullSink());
    }

    /** Holds exchanges until it is opened for them. */
    private static final class Gate implements Supplier<Ending> {

        private final Semaphore permits = new Semaphore(0);

        @Override
        public Ending get() {
            try {
                return permits.tryAcquire(20, TimeUnit.SECONDS) ? new Ending.Complete() : new Ending.Lost("the test is over", true);
            } catch (InterruptedException e) {
                return new Ending.Lost("closed", true);
            }
        }

        void open(int count) {
            permits.release(count);
        }

        int waiting() {
            return permits.getQueueLength();
        }
    }

    private static final class NullSink implements ResponseSink {

        private final OutputStream out = OutputStream.nullOutputStream();

        @Override
        public void whole(byte[] headAndBody) throws IOException {
            out.write(headAndBody);
        }

        @Override
        public void head(byte[] head) throws IOException {
            out.write(head);
        }

        @Override
        public void body(ByteBuffer block, boolean flush) throws IOException {
            out.write(block.remaining());
        }

        @Override
        public void file(String path, long offset, long count) {
            throw new UnsupportedOperationException(path);
        }

        @Override
        public void log(String text) {
            throw new UnsupportedOperationException(text);
        }
    }
}
