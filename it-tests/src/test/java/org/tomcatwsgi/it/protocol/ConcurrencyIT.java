package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;

/** Requests at the same time: they overlap, stay apart, and none blocks another. */
@ProtocolTest
class ConcurrencyIT {

    @ArquillianResource
    private Fixtures fixtures;

    @Test
    void theFlagsAreTrueToReality() {
        assertThat(fixtures.get("/concurrency/flags").text()).isEqualTo("True False False");
    }

    @Test
    void asManyRequestsOverlapAsThereAreThreads() throws Exception {
        String name = fixtures.newName();
        int count = FixtureWars.THREADS;
        assertThat(together(count, i -> fixtures.get("/concurrency/meet?count=" + count + "&name=" + name).text())).containsOnly("met").hasSize(count);
    }

    @Test
    void aHundredClientsGetTheirOwnAnswers() throws Exception {
        List<String> answers = together(100, i -> {
            try (RawHttp http = fixtures.connect()) {
                StringBuilder all = new StringBuilder();
                for (int round = 0; round < 3; round++) {
                    all.append(http.send(Request.get("/fixtures/concurrency/own?word=w" + i + "-" + round + ".")).read().text());
                }
                return all.toString();
            }
        });
        for (int i = 0; i < 100; i++) {
            StringBuilder expected = new StringBuilder();
            for (int round = 0; round < 3; round++) {
                String word = "w" + i + "-" + round + ".";
                expected.append(word.repeat(5)).append("word=").append(word);
            }
            assertThat(answers.get(i)).isEqualTo(expected.toString());
        }
    }

    @Test
    void aRequestThatWaitsBlocksNobody() throws Exception {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.get("/fixtures/concurrency/hold?name=" + name));
            fixtures.awaitCounter(name + "-waiting", count -> count == 1);
            assertThat(together(20, i -> fixtures.get("/failures/fine").text())).containsOnly("fine").hasSize(20);
            fixtures.openGate(name);
            assertThat(http.read().text()).isEqualTo("released");
        }
    }

    @Test
    void clientsThatStallInTheirBodiesBlockNobody() throws Exception {
        List<RawHttp> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                stalled.add(fixtures.connect().send(Request.of("POST", "/fixtures/input/read-all").header("Content-Length", "100")).send("only this"));
            }
            assertThat(together(20, i -> fixtures.get("/failures/fine").text())).containsOnly("fine").hasSize(20);
        } finally {
            stalled.forEach(RawHttp::reset);
        }
    }

    @Test
    void clientsThatDoNotReadBlockNobody() throws Exception {
        List<RawHttp> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                stalled.add(fixtures.connect().send(Request.get("/fixtures/streaming/endless?name=" + fixtures.newName())));
            }
            for (RawHttp http : stalled) {
                assertThat(http.readHead().status()).isEqualTo(200);
            }
            assertThat(together(20, i -> fixtures.get("/failures/fine").text())).containsOnly("fine").hasSize(20);
        } finally {
            stalled.forEach(RawHttp::reset);
        }
    }

    @Test
    void sleepingRequestsSleepAtTheSameTime() throws Exception {
        int count = 20;
        long start = System.nanoTime();
        assertThat(together(count, i -> fixtures.get("/concurrency/sleep?seconds=0.5").text())).containsOnly("slept").hasSize(count);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static List<String> together(int count, IntFunction<String> client) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(count);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                answers.add(clients.submit(() -> client.apply(number)));
            }
            List<String> all = new ArrayList<>();
            for (Future<String> answer : answers) {
                all.add(answer.get());
            }
            return all;
        } finally {
            clients.shutdownNow();
        }
    }
}
