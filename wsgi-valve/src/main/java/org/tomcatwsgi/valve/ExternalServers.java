package org.tomcatwsgi.valve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.dispatch.Target;
import org.tomcatwsgi.fastcgi.FastCgiServer;

/**
 * FastCGI servers that somebody else runs. A thread looks after their health: one that accepts no connections gets no requests until it does again.
 */
final class ExternalServers implements Backend, Runnable {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Dispatcher dispatcher;
    private final BiConsumer<Level, String> log;
    private final List<Server> servers;
    private final Thread thread;
    private volatile boolean closed;

    ExternalServers(String name, GroupDefinition.External definition, Dispatcher dispatcher, BiConsumer<Level, String> log) {
        this.dispatcher = dispatcher;
        this.log = log;
        FastCgiServer.Limits limits = new FastCgiServer.Limits(
                definition.headerBufferSize(), definition.limitRequestBody(), Path.of(System.getProperty("java.io.tmpdir")));
        this.servers = definition.servers().stream().map(address -> new Server(new FastCgiServer(address, limits), definition.threads())).toList();
        this.thread = new Thread(null, this, "wsgi-health [" + name + "]", 0, false);
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(ExternalServers.class.getClassLoader());
    }

    @Override
    public void start() {
        servers.forEach(Server::look);
        report();
        thread.start();
    }

    @Override
    public void stop() {
        closed = true;
        LockSupport.unpark(thread);
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        try {
            thread.join(STOP_PATIENCE.toMillis());
            while (servers.stream().anyMatch(Server::isBusy) && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(Server::close);
    }

    @Override
    public void used(Application application) {
        // whoever runs the servers reloads their applications
    }

    @Override
    public void reload(String reason) {
        log.accept(Level.WARNING, "Reload (" + reason + ") asked for: the servers of this group are run by somebody else, who has to reload them.");
    }

    @Override
    public String failure() {
        return servers.stream().noneMatch(Server::isUp) ? "No server of the group accepts connections." : "";
    }

    @Override
    public void run() {
        while (!closed) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            if (!closed) {
                servers.forEach(Server::look);
                report();
                dispatcher.expire();
            }
        }
    }

    private void report() {
        if (servers.stream().noneMatch(Server::isUp)) {
            dispatcher.outage("No server of the group accepts connections.");
        }
    }

    /** One server and whether it takes requests. Looked after by one thread. */
    private final class Server {

        private final FastCgiServer server;
        private final int threads;
        private final List<Target> former = new ArrayList<>();
        private Target target;
        private boolean reported;
        private long checked;

        Server(FastCgiServer server, int threads) {
            this.server = server;
            this.threads = threads;
        }

        boolean isUp() {
            return target != null;
        }

        boolean isBusy() {
            return target != null && dispatcher.running(target) > 0;
        }

        void look() {
            former.removeIf(this::closeIfIdle);
            try {
                if (target != null) {
                    checkIdle();
                } else {
                    FastCgiServer.Probe probe = server.probe(PROBE_TIMEOUT);
                    int capacity = probe.maxRequests() > 0 ? probe.maxRequests() : threads;
                    target = new Target("server " + server.address(), capacity, server);
                    log.accept(Level.INFO, "Server [" + server.address() + "] takes requests, [" + capacity + "] at a time"
                            + (probe.dialect() ? "; it is a worker of ours." : "."));
                    reported = false;
                    dispatcher.add(target);
                }
            } catch (IOException e) {
                if (target != null) {
                    dispatcher.withdraw(target);
                    former.add(target);
                    target = null;
                }
                if (!reported) {
                    reported = true;
                    log.accept(Level.WARNING, "Server [" + server.address() + "] accepts no connections (" + e + "): it gets no requests until it does. Start it, or correct the"
                            + " setting server.");
                }
            }
        }

        /** A server that answers is well; only one that nobody has asked for a while is tried, for some log each connection without a request. */
        private void checkIdle() throws IOException {
            long now = System.nanoTime();
            if (now - target.lastFinishedNanos() >= IDLE_NANOS && now - checked >= IDLE_NANOS) {
                checked = now;
                server.check(PROBE_TIMEOUT);
            }
        }

        /** What it still works on may come to an end. */
        private boolean closeIfIdle(Target withdrawn) {
            boolean idle = dispatcher.running(withdrawn) == 0;
            if (idle) {
                withdrawn.close();
            }
            return idle;
        }

        void close() {
            former.forEach(Target::close);
            if (target != null) {
                dispatcher.withdraw(target);
                target.close();
            }
        }
    }
}
