package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Clients that stall, vanish, or send and read a lot at once (F-10, F-12; C-21). */
@DaemonTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {

    private static final int MEGABYTE = 1 << 20;
    private static final int THREADS = 8;

    private final DaemonApplication application;

    ClientsIT(TomcatServer tomcat) {
        application = DaemonApplication.deploy(tomcat, "clients", "threads", Integer.toString(THREADS));
    }

    @AfterAll
    void undeploy() {
        application.close();
    }

    private int counter(String name) {
        return Integer.parseInt(application.text("/state/counter?name=" + name));
    }

    private void awaitSame(String name) {
        int[] same = new int[2];
        Awaitility.await("counter " + name + " stays").until(() -> {
            int count = counter(name);
            same[0] = count == same[1] ? same[0] + 1 : 0;
            same[1] = count;
            return same[0] == 20;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHundredMegabytesGoInAndOutAtOnce(boolean read) {
        try (RawHttp http = application.connect()) {
            String path = read ? "/echo" : "/exchange?megabytes=100";
            http.send(application.request("POST", path).header("Content-Length", Integer.toString(100 * MEGABYTE)));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                byte[] block = "x".repeat(MEGABYTE).getBytes(StandardCharsets.ISO_8859_1);
                for (int i = 0; i < 100; i++) {
                    http.send(block);
                }
            });
            Response response = http.read();
            assertThat(response.ending().isWhole()).isTrue();
            assertThat(response.body()).hasSize(100 * MEGABYTE);
            if (read) {
                sending.join();
            }
        }
    }

    @Test
    void aClientThatReadsNothingHoldsOneThreadAndNoMemory() {
        List<RawHttp> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS - 1; i++) {
                stalled.add(application.connect().send(application.request("GET", "/streaming/endless?name=stalled-" + i)));
            }
            for (int i = 0; i < THREADS - 1; i++) {
                awaitSame("stalled-" + i);
                assertThat(counter("stalled-" + i)).isBetween(1, 1000);
            }
            assertThat(application.text("/hello")).isEqualTo("hello");
        } finally {
            stalled.forEach(RawHttp::reset);
        }
        allThreadsAreFreeAgain();
    }

    @Test
    void aClientThatSendsHalfItsBodyHoldsOneThread() {
        List<RawHttp> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS - 1; i++) {
                stalled.add(application.connect().send(application.request("POST", "/input/read-all").header("Content-Length", "1000")).send("half"));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(application.text("/hello")).isEqualTo("hello");
            }
        } finally {
            stalled.forEach(RawHttp::reset);
        }
        allThreadsAreFreeAgain();
    }

    /** Requests that need all threads at the same time. */
    private void allThreadsAreFreeAgain() {
        long before = System.nanoTime();
        List<CompletableFuture<Response>> sleeping = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            sleeping.add(application.begin("/sleep?seconds=0.5"));
        }
        sleeping.forEach(response -> assertThat(response.join().status()).isEqualTo(200));
        assertThat((System.nanoTime() - before) / 1e9).isLessThan(10);
    }

    @Test
    void anApplicationSeesThatItsClientHasGone() {
        RawHttp http = application.connect();
        http.send(application.request("GET", "/streaming/endless-write?name=gone"));
        assertThat(http.readHead().status()).isEqualTo(200);
        http.reset();
        Awaitility.await().until(() -> application.text("/state/value?name=gone"), "OSError"::equals);
        allThreadsAreFreeAgain();
    }

    @Test
    void theIterableOfAClientThatHasGoneIsClosed() {
        RawHttp http = application.connect();
        http.send(application.request("GET", "/closed?name=iterable"));
        assertThat(http.readHead().status()).isEqualTo(200);
        http.reset();
        Awaitility.await().until(() -> counter("iterable") == 1);
    }

    @Test
    void aReadFailsWhenTheClientHasGone() {
        RawHttp http = application.connect();
        http.send(application.request("POST", "/input/cut-off?how=read&name=upload-gone").header("Content-Length", "1000")).send("half");
        http.endOutput();
        Awaitility.await().until(() -> application.text("/state/value?name=upload-gone"), "OSError OSError OSError"::equals);
        http.close();
    }

    @Test
    void aRefusedBodyIsNotTransferred() {
        try (RawHttp http = RawHttp.connect(application.tomcat().base().tolerantPort())) {
            http.send(application.request("POST", "/hello").header("Expect", "100-continue").header("Content-Length", Integer.toString(MEGABYTE)));
            assertThat(http.readAnyHead().status()).isEqualTo(200);
        }
    }
}
