package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.ServerLog;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/**
 * A web application that a WsgiDaemonValve of its own serves: daemon/process.py at every path, daemon/version.py at /version, and some of the protocol's fixtures.
 * Its process group has the name of the web application. Closing it undeploys it.
 */
final class DaemonApplication implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TomcatServer tomcat;
    private final Deployed deployed;
    private final DaemonProcesses processes;

    private DaemonApplication(TomcatServer tomcat, Deployed deployed, DaemonProcesses processes) {
        this.tomcat = tomcat;
        this.deployed = deployed;
        this.processes = processes;
    }

    /**
     * Deploys one, on CPython.
     *
     * @param name       of the web application and of the process group
     * @param attributes further ones of the Valve, names and values in turn
     */
    static DaemonApplication deploy(TomcatServer tomcat, String name, String... attributes) {
        return new DaemonApplication(tomcat, tomcat.deploy(war(name, attributes)), new DaemonProcesses(name));
    }

    /** The WAR that {@link #deploy} deploys. */
    static WsgiWar war(String name, String... attributes) {
        ValveXml valve = ValveXml.of("processGroup", name, "python", Mode.DAEMON_CPYTHON.python(), "mounts",
                "/=WEB-INF/process.py,/version=WEB-INF/version.py,/streaming=WEB-INF/streaming.py,/state=WEB-INF/state.py,/input=WEB-INF/input.py");
        for (int i = 0; i < attributes.length; i += 2) {
            valve.with(attributes[i], attributes[i + 1]);
        }
        return new WsgiWar(name + ".war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).fixture("WEB-INF/process.py", "daemon/process.py")
                .fixture("WEB-INF/version.py", "daemon/version.py").fixture("WEB-INF/streaming.py", "streaming.py").fixture("WEB-INF/state.py", "state.py")
                .fixture("WEB-INF/input.py", "input.py").valve(valve);
    }

    DaemonProcesses processes() {
        return processes;
    }

    ServerLog log() {
        return tomcat.log();
    }

    TomcatServer tomcat() {
        return tomcat;
    }

    /** The context path. */
    String path() {
        return deployed.path();
    }

    /** A file of the web application. */
    Path file(String name) {
        return deployed.directory().resolve(name);
    }

    /** Puts another text into a file of the web application, in one step, as a careful deployment does. */
    void replace(String name, String text) {
        try {
            Path part = Files.writeString(file(name + ".part"), text);
            Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives /version another version. */
    void putVersion(String version) {
        replace("WEB-INF/version.py", versionText(version));
    }

    static String versionText(String version) {
        try {
            return Files.readString(Property.path("it.wsgi").resolve("daemon/version.py")).replace("\"0\"", "\"" + version + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawHttp connect() {
        return deployed.connect();
    }

    Response get(String below) {
        return deployed.get(below);
    }

    Response send(Request request) {
        return deployed.send(request);
    }

    /** A request to a path below the context's. */
    Request request(String method, String below) {
        return Request.of(method, path() + below);
    }

    /** The body of a 200. */
    String text(String below) {
        Response response = get(below);
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        assertThat(response.ending().isWhole()).as("%s", response).isTrue();
        return response.text();
    }

    /** Requests a path while the caller goes on. */
    CompletableFuture<Response> begin(String below) {
        return CompletableFuture.supplyAsync(() -> get(below), task -> new Thread(task, "client").start());
    }

    /** The process that answers. */
    long pid() {
        return Long.parseLong(text("/pid"));
    }

    /** What /show says. */
    Map<String, String> show() {
        return lines("/show");
    }

    /** The names and values that a path shows. */
    Map<String, String> lines(String path) {
        return text(path).lines().map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** Waits until requests sleep in the process that answers. */
    void awaitSleeping(int count) {
        Awaitility.await(count + " requests sleep").atMost(PATIENCE).until(() -> Integer.parseInt(text("/state/counter?name=sleeping")) >= count);
    }

    /** Waits until another process than this one answers, and returns it. A group whose only process did not last has none for a moment (503). */
    long awaitOtherThan(long pid) {
        return Awaitility.await("another process than " + pid).atMost(PATIENCE).until(() -> {
            Response response = get("/pid");
            return response.status() == 503 ? pid : Long.parseLong(response.text());
        }, answering -> answering != pid);
    }

    /** Waits until none of these processes is there, and as many others are. */
    Set<Long> awaitAllOthers(Set<Long> pids) {
        return Awaitility.await("other processes than " + pids).atMost(PATIENCE)
                .until(processes::pids, present -> present.size() == pids.size() && present.stream().noneMatch(pids::contains));
    }

    @Override
    public void close() {
        deployed.close();
    }
}
