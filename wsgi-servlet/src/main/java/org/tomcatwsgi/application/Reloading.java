package org.tomcatwsgi.application;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.changes.ChangeWatch;
import org.tomcatwsgi.metrics.Incidents;

/**
 * Replaces the interpreters of an application group (D-11): a new generation is built in the background, loaded, and only then put in the place of the old one, which
 * finishes its requests. If the new one does not load, the old one stays and the log says why.
 *
 * <p>One thread per group does all of it, and lets the group grow and shrink ({@link Growth}).
 */
final class Reloading implements Runnable {

    private static final Duration CHANGE_INTERVAL = Duration.ofSeconds(1);
    private static final long SLACK_MILLIS = 1000;
    // each holds its memory: further reloads wait for the oldest
    private static final int MOST_RETIREMENTS = 4;

    private final ApplicationGroup group;
    private final GroupSettings settings;
    private final BiConsumer<Level, String> log;
    private final ChangeWatch scripts;
    private final Thread thread;
    private final ChangeWatch modules = new ChangeWatch();
    private final Incidents history = new Incidents();
    // null: the number of interpreters is fixed
    private final Growth growth;
    private final Queue<Retirement> retirements = new ConcurrentLinkedQueue<>();
    private long nextModuleCheck = System.nanoTime();
    private volatile String reason;
    private volatile Generation replaced;
    private volatile boolean closed;

    Reloading(ApplicationGroup group, GroupSettings settings, BiConsumer<Level, String> log, ChangeWatch scripts) {
        this.group = group;
        this.settings = settings;
        this.log = log;
        this.scripts = scripts;
        this.growth = settings.elastic() ? new Growth(group, settings, log, () -> closed) : null;
        this.thread = new Thread(this, "wsgi-reload [" + settings.displayName() + "]");
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(Reloading.class.getClassLoader());
    }

    void start() {
        if (settings.reloadOnChanges()) {
            modules.watchAll(group.generation().first().files());
        }
        thread.start();
    }

    /** Before an application's first request: a script is watched from here on. */
    void watch(Application application) {
        if (application.isScript()) {
            scripts.watch(Path.of(application.target()));
        }
    }

    /** Before a request: looks whether a script has changed. */
    void check() {
        if (settings.scriptReloading()) {
            Path changed = scripts.changed();
            if (changed != null) {
                request("script [" + changed + "] has changed");
            }
        }
    }

    /** The last reloads with their reasons. */
    Incidents history() {
        return history;
    }

    /** Asks for a new generation; returns at once. */
    void request(String why) {
        if (reason == null) {
            reason = why;
            LockSupport.unpark(thread);
        }
    }

    /** Asks for a successor of {@code faulty}, once. */
    void request(Generation faulty, String why) {
        if (replaced != faulty) {
            replaced = faulty;
            request(why);
        }
    }

    /** The interpreters of former generations, which finish their requests. */
    Stream<InterpreterThreads> leaving() {
        return retirements.stream().filter(retirement -> !retirement.over()).flatMap(Retirement::members);
    }

    /** Ends the thread; returns when former generations, and one that was being built, are closed. */
    void close() {
        closed = true;
        retirements.forEach(Retirement::hurry);
        LockSupport.unpark(thread);
        boolean interrupted = false;
        try {
            // an application may wait for ever in its import: undeployment does not
            thread.join(settings.shutdownTimeout().toMillis() + SLACK_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            log.accept(Level.SEVERE, "A generation is still being built: its interpreter is closed as soon as its application has been imported.");
        }
        retirements.forEach(Retirement::hurry);
        retirements.forEach(Retirement::awaitEnd);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        while (!closed) {
            if (reason == null) {
                LockSupport.parkNanos(this, interval());
            }
            if (!closed) {
                try {
                    look();
                } catch (RuntimeException | Error e) {
                    // this thread has to go on: the next change may be the one that mends it
                    log.accept(Level.SEVERE, "Reloading failed; generation [" + group.generation().number() + "] goes on serving. " + e);
                }
            }
        }
    }

    private long interval() {
        if (growth != null) {
            return Growth.INTERVAL.toNanos();
        }
        return settings.reloadOnChanges() ? CHANGE_INTERVAL.toNanos() : Long.MAX_VALUE;
    }

    private void look() {
        if (reason == null && settings.reloadOnChanges() && System.nanoTime() - nextModuleCheck >= 0) {
            checkModules();
        }
        if (reason != null) {
            reload(reason);
        } else if (growth != null) {
            Generation superfluous = growth.look();
            if (superfluous != null) {
                begin(announce(superfluous));
            }
        }
    }

    private void checkModules() {
        nextModuleCheck = System.nanoTime() + CHANGE_INTERVAL.toNanos();
        Path changed = modules.changed();
        if (changed != null) {
            reason = "module [" + changed + "] has changed";
        } else {
            // modules that were imported since the last look, or all at the first
            modules.watchAll(group.generation().first().files());
        }
    }

    private void reload(String why) {
        long start = System.nanoTime();
        // stamps first: a change during the load is a change
        scripts.renew();
        modules.renew();
        reason = null;
        int number = group.generation().number() + 1;
        Generation next;
        try {
            next = group.build(number, group.generation().members().size());
        } catch (IllegalStateException e) {
            replaced = null;
            history.add("failed: " + why);
            log.accept(Level.SEVERE, "Reload failed (" + why + "); generation [" + (number - 1) + "] goes on serving. " + e.getMessage());
            return;
        }
        if (closed) {
            next.close(Duration.ZERO, settings.shutdownTimeout());
            return;
        }
        if (settings.reloadOnChanges()) {
            try {
                modules.watchAll(next.first().files());
            } catch (RuntimeException | Error e) {
                replaced = null;
                next.close(Duration.ZERO, settings.shutdownTimeout());
                throw e;
            }
        }
        // known before it is replaced: its requests are never out of sight
        Retirement retirement = announce(group.generation());
        try {
            group.replace(next);
        } catch (RuntimeException | Error e) {
            retirements.remove(retirement);
            throw e;
        }
        history.add("generation " + number + ": " + why);
        log.accept(Level.INFO, "Reloaded (" + why + "): generation [" + number + "] serves after [" + (System.nanoTime() - start) / 1_000_000 + "] ms.");
        begin(retirement);
    }

    /** A request that has passed its requestTimeout was given up: nobody waits for it any longer. */
    private Duration grace() {
        Duration graceful = settings.gracefulTimeout();
        Duration request = settings.requestTimeout();
        return request.isZero() || request.compareTo(graceful) > 0 ? graceful : request;
    }

    private Retirement announce(Generation former) {
        Retirement retirement = new Retirement(settings.displayName(), former, grace(), settings.shutdownTimeout());
        retirements.add(retirement);
        return retirement;
    }

    private void begin(Retirement retirement) {
        retirement.start();
        retirements.removeIf(Retirement::over);
        while (retirements.size() > MOST_RETIREMENTS) {
            retirements.element().awaitEnd();
            retirements.remove();
        }
    }
}
