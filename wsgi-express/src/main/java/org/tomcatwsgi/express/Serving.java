package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.LifecycleException;
import org.tomcatwsgi.boot.FileTree;
import org.tomcatwsgi.boot.TerminationSignals;

/** One run of the server in the foreground, from its start to the signal that ends it. */
final class Serving {

    /** What may pass beyond the time that requests and exit functions each have before the process ends all the same. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final int DELETE_ATTEMPTS = 5;

    private final ServerConfiguration configuration;
    private final PrintStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean starting = new AtomicBoolean(true);
    private volatile Server serving;

    Serving(ServerConfiguration configuration, PrintStream out) {
        this.configuration = configuration;
        this.out = out;
    }

    /** Serves until a termination signal; returns the exit code. */
    int run() throws ExpressException {
        return inTemporaryDirectory(directory -> {
            try (Server server = new Server(configuration, directory)) {
                List<String> urls = server.start();
                serving = server;
                starting.set(false);
                say("Serving " + String.join(" and ", urls));
                StartCache cache = StartCache.inBackground();
                try {
                    ended.await();
                } finally {
                    cache.close();
                }
                boundClosing(directory);
            }
        });
    }

    /** Loads the application, says what would be served, and stops. */
    int check() throws ExpressException {
        return inTemporaryDirectory(directory -> {
            try (Server server = new Server(configuration, directory)) {
                server.load();
                say("The startup check passed; start-server would serve " + configuration.url(configuration.port()));
            }
        });
    }

    private void say(String what) {
        out.printf("%s from [%s] in %s%n", what, configuration.application().name(), configuration.application().mode());
        out.flush();
    }

    private void endWithSignals(Path directory) {
        Runnable end = () -> end(directory);
        TerminationSignals.onTermination(end);
        if (configuration.application().mode() == ServerMode.DAEMON) {
            Terminal terminal = Terminal.now();
            TerminationSignals.onHangUp(() -> hangUp(terminal, end));
        }
        ParentWatch.start(end);
    }

    /** SIGHUP: the terminal was closed, or, where it was not, an operator asks for a reload, as of any server. */
    private void hangUp(Terminal terminal, Runnable end) {
        Server server = serving;
        if (terminal.isGone()) {
            end.run();
        } else if (server != null) {
            server.reload();
        }
    }

    /** While the application is being loaded nothing can be interrupted and nothing is to be finished: the process just ends. */
    private void end(Path directory) {
        ended.countDown();
        if (starting.get()) {
            delete(directory);
            Runtime.getRuntime().halt(0);
        }
    }

    private void boundClosing(Path directory) {
        Duration bound = configuration.shutdownTimeout().multipliedBy(2).plus(CLOSING);
        Thread thread = new Thread(() -> {
            LockSupport.parkNanos(bound.toNanos());
            System.err.printf("The application did not end within [%d] seconds and is cut off.%n", bound.toSeconds());
            delete(directory);
            Runtime.getRuntime().halt(0);
        }, "wsgi-shutdown-bound");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Body {
        void run(Path directory) throws ExpressException, IOException, LifecycleException, InterruptedException;
    }

    private int inTemporaryDirectory(Body body) throws ExpressException {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("tomcat-wsgi-");
            if (configuration.application().mode() == ServerMode.DAEMON) {
                // so that the sockets of daemon processes go with it, however the start ends
                System.setProperty("java.io.tmpdir", directory.toString());
            }
            endWithSignals(directory);
            body.run(directory);
            return 0;
        } catch (IOException | LifecycleException e) {
            throw new ExpressException("The server failed in the temporary directory [%s] (%s).", directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            if (directory != null) {
                delete(directory);
            }
        }
    }

    /** Several times if need be, for Tomcat may be writing there. */
    private static void delete(Path directory) {
        try {
            for (int attempt = 0; attempt < DELETE_ATTEMPTS && Files.exists(directory); attempt++) {
                tryToDelete(directory);
            }
            FileTree.delete(directory);
        } catch (IOException e) {
            System.err.printf("The temporary directory [%s] could not be removed (%s).%n", directory, e);
        }
    }

    private static void tryToDelete(Path directory) throws IOException {
        try {
            FileTree.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
