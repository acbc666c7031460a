package org.tomcatwsgi.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.graalvm.polyglot.Engine;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.border.WarmupRequest;
import org.tomcatwsgi.python.Interpreter;

/**
 * Calls the applications of a group before they take requests, so that the compiler has seen their code when the first client comes. Thread-safe.
 *
 * <p>Never fails a deployment: what goes wrong is in the log.
 */
final class Warmup {

    private static final long LOOK_MILLIS = 20;
    // a call that has not ended by then may never end
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final GroupSettings settings;
    private final List<WarmupRequest> requests;
    private final BiConsumer<Level, String> log;
    private volatile boolean stopped;

    Warmup(GroupSettings settings, List<WarmupRequest> requests, BiConsumer<Level, String> log) {
        this.settings = settings;
        this.requests = List.copyOf(requests);
        this.log = log;
    }

    /**
     * Warms interpreters up that take no requests yet, all at the same time; returns when they are warm or the time is over.
     *
     * @param urgent whether somebody waits for them
     */
    void run(List<Interpreter> interpreters, BooleanSupplier urgent) {
        if (requests.isEmpty() || stopped || urgent.getAsBoolean()) {
            return;
        }
        long begin = System.nanoTime();
        long nanos = settings.warmupTime().toNanos();
        BooleanSupplier over = () -> stopped || urgent.getAsBoolean() || System.nanoTime() - begin >= nanos;
        Thread hook = new Thread(this::stop);
        try {
            // Tomcat's own hook waits until all web applications have started
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending
            return;
        }
        try {
            await(start(interpreters, over), begin + nanos + PATIENCE_NANOS, urgent);
        } finally {
            removeHook(hook);
        }
    }

    /** Ends what runs and what would follow: the group is closed. */
    void stop() {
        stopped = true;
    }

    private List<Thread> start(List<Interpreter> interpreters, BooleanSupplier over) {
        Set<String> failed = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (Interpreter interpreter : interpreters) {
            Runnable run = new WarmupRun(interpreter, requests, over, failed, log);
            Thread thread = new Thread(null, run, "wsgi-warmup [" + settings.displayName() + "] " + interpreter.id(), settings.stackBytes());
            thread.setDaemon(true);
            thread.setContextClassLoader(Engine.class.getClassLoader());
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void await(List<Thread> threads, long deadline, BooleanSupplier urgent) {
        try {
            for (Thread thread : threads) {
                while (thread.isAlive() && !stopped && !urgent.getAsBoolean()) {
                    if (System.nanoTime() - deadline >= 0) {
                        log.accept(Level.WARNING, "Warm-up ended although a call has not: a path of warmupPaths did not answer within ["
                                + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + "] s after warmupSeconds [" + settings.warmupTime().toSeconds()
                                + "]. Remove the path, or have the application answer it at once where the environ has mod_wsgi.warmup.");
                        return;
                    }
                    thread.join(LOOK_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending: the hook has done its work
        }
    }
}
