package org.tomcatwsgi.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads of our connector run Python themselves where they can; one interpreter with two threads. */
class GuestsTest {

    @TempDir
    private static Path directory;

    private static TesterGroup group;

    @BeforeAll
    static void open() {
        group = new TesterGroup(directory, 1, 2, Duration.ZERO);
    }

    @AfterAll
    static void close() {
        group.close();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(group.status("active")).isZero();
        assertThat(group.status("queued")).isZero();
    }

    @Test
    void aConnectorThreadRunsItsRequestItself() {
        TesterRequest request = group.request("/").release().start();
        assertThat(request.answer()).isNull();
        assertThat(request.text()).startsWith("1.1 1 ");
        assertThat(request.runner()).isSameAs(request.thread());
        assertThat(request.connectorThread().flushed()).isZero();
    }

    @Test
    void anyOtherThreadDoesNot() {
        TesterRequest request = group.request("/").release().startElsewhere();
        assertThat(request.runner().getName()).startsWith("wsgi [tester] 1.1-");
    }

    @Test
    void itTakesThePlaceOfAGuestThatWaits() {
        TesterRequest waiting = reading(group.request("/").start());
        TesterRequest next = group.request("/").release().start();
        assertThat(next.runner()).isSameAs(next.thread());
        assertThat(waiting.ended()).isFalse();
        assertThat(waiting.release().runner()).isSameAs(waiting.thread());
    }

    @Test
    void itTakesThePlaceOfAnInterpreterThreadThatWaits() {
        TesterRequest waiting = reading(group.request("/").startElsewhere());
        TesterRequest next = group.request("/").release().start();
        assertThat(next.runner()).isSameAs(next.thread());
        assertThat(group.status("active")).isEqualTo(1);
        assertThat(waiting.release().answer()).isNull();
    }

    @Test
    void anInterpreterThreadTakesThePlaceOfAGuestThatWaits() {
        TesterRequest waiting = reading(group.request("/").start());
        TesterRequest next = group.request("/").release().startElsewhere();
        assertThat(next.runner().getName()).startsWith("wsgi [tester]");
        assertThat(waiting.release().answer()).isNull();
    }

    @Test
    void noMoreThanThreadsAreInside() {
        TesterRequest first = reading(group.request("/").start());
        TesterRequest second = reading(group.request("/").start());
        TesterRequest third = group.request("/").start();
        TesterRequest fourth = group.request("/").startElsewhere();
        Awaitility.await().until(() -> group.status("queued") == 2);
        assertThat(group.status("active")).isEqualTo(2);
        assertThat(third.reading()).isFalse();
        assertThat(third.connectorThread().flushed()).as("said that it waits").isEqualTo(1);
        first.release();
        Awaitility.await("the guest's end is seen").until(() -> third.reading() || fourth.reading());
        assertThat(group.status("active")).isEqualTo(2);
        second.release();
        third.release();
        fourth.release();
        assertThat(third.runner().getName()).startsWith("wsgi [tester]");
        assertThat(fourth.answer()).isNull();
        assertThat(first.answer()).isNull();
        assertThat(second.answer()).isNull();
    }

    @Test
    void aWholeResponseComesBackAsBytes() {
        TesterRequest request = group.request("/whole").release().start();
        assertThat(new String((byte[]) request.answer())).startsWith("200 OK\n");
    }

    @Test
    void aStackOverflowIsOneFailedRequest() {
        assertThat(group.request("/deep").release().start().answer()).isEqualTo(500);
        assertThat(group.request("/").release().start().answer()).isNull();
    }

    @Test
    void threadsOfPythonInheritNothingOfTheWebApplication() throws Exception {
        try (URLClassLoader webApplication = new URLClassLoader(new URL[0])) {
            TesterRequest request = group.request("/").release();
            ClassLoader[] after = new ClassLoader[1];
            Thread thread = new org.tomcatwsgi.connector.ConnectorThread(() -> {
                Thread.currentThread().setContextClassLoader(webApplication);
                request.run();
                after[0] = Thread.currentThread().getContextClassLoader();
            });
            thread.start();
            thread.join();
            assertThat(request.runner()).isSameAs(thread);
            assertThat(request.loader()).isSameAs(Engine.class.getClassLoader());
            assertThat(after[0]).isSameAs(webApplication);
        }
    }

    private static TesterRequest reading(TesterRequest request) {
        Awaitility.await().until(request::reading);
        return request;
    }
}
