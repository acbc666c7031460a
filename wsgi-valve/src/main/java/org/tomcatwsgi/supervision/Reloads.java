package org.tomcatwsgi.supervision;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.changes.ChangeWatch;

/** Has the processes replaced when their code has changed (D-11, X-20). {@link #noticed} is thread-safe; all else is for the supervising thread. */
final class Reloads {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final GroupOptions options;
    private final Roster roster;
    private final BiConsumer<Level, String> log;
    private final ChangeWatch scripts = new ChangeWatch();
    private final ChangeWatch modules = new ChangeWatch();
    private long lastLook = System.nanoTime();
    private volatile Path changed;

    Reloads(GroupOptions options, Roster roster, BiConsumer<Level, String> log) {
        this.options = options;
        this.roster = roster;
        this.log = log;
    }

    /** Remembers the scripts as they are; call it before they are loaded. */
    void watchConfigured() {
        options.applications().stream().filter(Application::isScript).forEach(script -> scripts.watch(Path.of(script.target())));
        scripts.watchAll(options.importScripts());
    }

    /** Whether a script has changed; looks ten times a second at most. */
    boolean noticed(Application application) {
        if (application.isScript()) {
            scripts.watch(Path.of(application.target()));
        }
        if (options.scriptReloading() && changed == null) {
            changed = scripts.changed();
            return changed != null;
        }
        return false;
    }

    /** A process has loaded its modules: watches those, too. */
    void ready(DaemonProcess process) {
        if (options.reloadOnChanges()) {
            process.orders().ask("files", Map.of(), files -> files.lines().filter(file -> file.startsWith("/")).forEach(file -> modules.watch(Path.of(file))));
        }
    }

    /** Reloads if a file has changed. */
    void look(long now) {
        Path noticed = changed;
        if (noticed == null && now - lastLook >= INTERVAL_NANOS) {
            lastLook = now;
            noticed = changedUnasked(now);
        }
        if (noticed != null) {
            reload(RestartReason.SCRIPT_RELOAD, "[" + noticed + "] has changed", now);
            changed = null;
        }
    }

    /** Without a request: a broken script is tried again as soon as it is mended, and modules are nobody's request. */
    private Path changedUnasked(long now) {
        Path found = null;
        if (options.scriptReloading() && (options.reloadOnChanges() || options.threads() == 0 || roster.hasFailed() || roster.isOut(now))) {
            found = scripts.changed();
        }
        if (found == null && options.reloadOnChanges()) {
            found = modules.changed();
            // what was imported since the last look
            roster.processes().stream().filter(DaemonProcess::isReady).findFirst().ifPresent(this::ready);
        }
        return found;
    }

    /** Replaces all processes, one after another. */
    void reload(RestartReason reason, String why, long now) {
        // stamps first: a change during the load is a change
        scripts.renew();
        modules.renew();
        log.accept(Level.INFO, "The processes are replaced: " + why + ".");
        roster.reload(reason, why, now);
    }
}
