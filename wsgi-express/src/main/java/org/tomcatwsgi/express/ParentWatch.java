package org.tomcatwsgi.express;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs an action once the process that started this one is gone: the end of {@code java -jar app.war} by SIGKILL must not leave the
 * JVM that serves behind. It asks for the parent each second, because a killed parent may live on as a zombie that still has its pid.
 */
final class ParentWatch implements Runnable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final long parent;
    private final Runnable action;

    private ParentWatch(long parent, Runnable action) {
        this.parent = parent;
        this.action = action;
    }

    /** Starts watching where a system property names the parent. */
    static void start(Runnable action) {
        Long parent = Long.getLong("org.tomcatwsgi.express.parent");
        if (parent != null) {
            Thread thread = new Thread(new ParentWatch(parent, action), "wsgi-parent-watch");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        while (isThere()) {
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        action.run();
    }

    private boolean isThere() {
        Optional<ProcessHandle> current = ProcessHandle.current().parent();
        return current.isPresent() && current.get().pid() == parent && current.get().isAlive();
    }
}
