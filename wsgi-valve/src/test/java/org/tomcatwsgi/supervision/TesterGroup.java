package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Call;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.dispatch.Limits;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.FastCgiConnection;
import org.tomcatwsgi.metrics.GroupMetrics;

/** A process group of fake workers, and what it does. */
final class TesterGroup implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Path behaviour;
    private final Path script;
    private final TesterOptions options = new TesterOptions();
    private final ConcurrentLinkedQueue<String> records = new ConcurrentLinkedQueue<>();
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();
    private final Set<Path> sockets = ConcurrentHashMap.newKeySet();
    private final Limits limits = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ZERO, 100);
    private final Dispatcher dispatcher = new Dispatcher(limits, this::log);
    private Path program;
    private Function<Path, FastCgiConnection.Factory> connections = TesterConnection::factory;
    private Supervisor supervisor;

    TesterGroup(Path directory) throws IOException, URISyntaxException {
        this.program = Path.of(TesterGroup.class.getResource("fake-worker.py").toURI());
        this.behaviour = directory.resolve("behaviour");
        this.script = Files.writeString(directory.resolve("app.wsgi"), "1");
        behave("");
        options.environment = Map.of("BEHAVIOUR", behaviour.toString(), "PATH", System.getenv("PATH"));
        options.directory = directory.toString();
        options.applications = List.of(new Application(Application.SCRIPT, script.toString(), "application"));
    }

    /** How workers behave that are started from now on. */
    void behave(String words) throws IOException {
        Path part = Files.writeString(behaviour.resolveSibling("part"), words);
        Files.move(part, behaviour, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    TesterOptions options() {
        return options;
    }

    /** Another worker than the fake one. */
    void program(Path file, Function<Path, FastCgiConnection.Factory> connecting) {
        program = file;
        connections = connecting;
    }

    Path script() {
        return script;
    }

    Path behaviour() {
        return behaviour;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    TesterGroup start() {
        supervisor = new Supervisor(options.build(), program, dispatcher, socket -> {
            sockets.add(socket);
            return connections.apply(socket);
        }, this::log, "Tester", new GroupMetrics());
        supervisor.start();
        return this;
    }

    TesterGroup ready() {
        start();
        if (!supervisor.awaitReady(LONGEST)) {
            throw new AssertionError("not ready: " + records);
        }
        return this;
    }

    /** The pid of the only process that is ready. */
    long pid() {
        return ready(each -> true).get(0).pid();
    }

    List<ProcessSnapshot> ready(Predicate<ProcessSnapshot> which) {
        List<ProcessSnapshot> found = new ArrayList<>();
        eventually(() -> {
            List<ProcessSnapshot> present = processes().stream().filter(each -> each.state() == ProcessState.READY).filter(which).toList();
            found.clear();
            found.addAll(present);
            return !present.isEmpty();
        });
        return found;
    }

    List<ProcessSnapshot> processes() {
        List<ProcessSnapshot> present = supervisor.processes();
        present.forEach(each -> pids.add(each.pid()));
        return present;
    }

    /** Waits until one process is ready that is another than before, and all others are gone. */
    long replaced(long before) {
        eventually(() -> processes().size() == 1 && processes().get(0).pid() != before && processes().get(0).state() == ProcessState.READY);
        return pid();
    }

    long restarts(RestartReason reason) {
        return supervisor.restarts().getOrDefault(reason.key(), 0L);
    }

    CompletableFuture<Ending> request(String line) {
        return request(dispatcher, line);
    }

    static CompletableFuture<Ending> request(Dispatcher dispatcher, String line) {
        return CompletableFuture.supplyAsync(() -> dispatcher.serve(new Call(line.substring(line.indexOf(' ') + 1), "GET /" + line, new String[] {line}, null, null)),
                task -> new Thread(task, "client").start());
    }

    Ending ask(String line) throws Exception {
        return request(line).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    void logged(String text) {
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(records).anyMatch(each -> each.contains(text)));
    }

    List<String> records(String text) {
        return records.stream().filter(each -> each.contains(text)).toList();
    }

    void eventually(Callable<Boolean> condition) {
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    Set<Path> sockets() {
        return sockets;
    }

    /** Ends the group and sees to it that nothing is left. */
    @Override
    public void close() {
        if (supervisor == null) {
            return;
        }
        processes();
        supervisor.stop();
        await().atMost(LONGEST).until(() -> pids.stream().noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()));
        await().atMost(LONGEST).until(() -> sockets.stream().noneMatch(socket -> Files.exists(socket.getParent())));
        await().atMost(LONGEST).until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().contains("[" + options.name + "]")));
    }

    private void log(Level level, String text) {
        records.add(level + " " + text);
    }
}
