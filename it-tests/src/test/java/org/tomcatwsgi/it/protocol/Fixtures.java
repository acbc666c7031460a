package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.ServerLog;
import org.tomcatwsgi.it.tomcat.Site;
import org.tomcatwsgi.it.war.Mode;

/** The running fixtures: requests to them, and the state that they show and keep. */
public final class Fixtures {

    static final String CONTEXT = "/fixtures";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Site site;
    private final int tolerantPort;

    Fixtures(int port, int tolerantPort, Path base) {
        this.site = new Site(port, new ServerLog(base.resolve("logs")));
        this.tolerantPort = tolerantPort;
    }

    /**
     * How a short response may end whose length the application does not say: with the last chunk, for HTTP/1.0 with the connection. In daemon mode one whose end comes
     * together with its head gets its length.
     */
    static List<Ending> ofUnknownLength(Ending embedded) {
        return Mode.present().choose(List.of(embedded), List.of(embedded, Ending.LENGTH_REACHED));
    }

    RawHttp connect() {
        return site.connect();
    }

    /** A connection on which the server decodes %2F and takes bytes that are no UTF-8; it sends 100 Continue when the body is read, not before. */
    RawHttp connectTolerantly() {
        return RawHttp.connect(tolerantPort);
    }

    int port() {
        return site.port();
    }

    ServerLog log() {
        return site.log();
    }

    /** Requests a target, its context path included. */
    Response getRaw(String target) {
        return site.get(target);
    }

    /** Requests a path below the fixtures' context. */
    Response get(String path) {
        return site.get(CONTEXT + path);
    }

    Response post(String path, String body) {
        return site.send(Request.post(CONTEXT + path, body));
    }

    Response send(Request request) {
        return site.send(request);
    }

    Response head(String path) {
        try (RawHttp http = connect()) {
            return http.send(Request.of("HEAD", CONTEXT + path)).readToHead();
        }
    }

    /** A name that no other test has. */
    String newName() {
        return UUID.randomUUID().toString();
    }

    void openGate(String name) {
        assertThat(get("/state/open-gate?name=" + name).text()).isEqualTo("open");
    }

    int counter(String name) {
        return Integer.parseInt(get("/state/counter?name=" + name).text());
    }

    /** The value that a fixture has left behind, "" if there is none. */
    String value(String name) {
        return get("/state/value?name=" + name).text();
    }

    int awaitCounter(String name, Predicate<Integer> condition) {
        return Awaitility.await("counter").atMost(PATIENCE).until(() -> counter(name), condition);
    }

    String awaitValue(String name) {
        return Awaitility.await("value").atMost(PATIENCE).until(() -> value(name), value -> !value.isEmpty());
    }

    /** Ask for {@code path} until the answer's body is {@code text}. */
    void awaitText(String path, String text) {
        Awaitility.await(path).atMost(PATIENCE).until(() -> get(path).text(), text::equals);
    }
}
