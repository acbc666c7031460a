package org.tomcatwsgi.application;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.tomcatwsgi.border.WarmupRequest;
import org.tomcatwsgi.python.Interpreter;

/** The warm-up of one interpreter: its paths in turn, each until its calls become no faster, or until the time is over. Runs on a thread of its own. */
final class WarmupRun implements Runnable {

    private static final int SERVER_ERROR = 500;

    private final Interpreter interpreter;
    private final List<Path> paths = new ArrayList<>();
    private final BooleanSupplier over;
    private final Set<String> failed;
    private final BiConsumer<Level, String> log;
    private final long begin = System.nanoTime();

    /**
     * @param over   whether the time is over
     * @param failed paths whose failure is in the log; thread-safe
     */
    WarmupRun(Interpreter interpreter, List<WarmupRequest> requests, BooleanSupplier over, Set<String> failed, BiConsumer<Level, String> log) {
        this.interpreter = interpreter;
        this.over = over;
        this.failed = failed;
        this.log = log;
        requests.forEach(request -> paths.add(new Path(request)));
    }

    @Override
    public void run() {
        try {
            interpreter.enter();
            // each path is called once, whatever the time: what it imports, and opens, is then there
            for (boolean first = true; !paths.isEmpty() && (first || !over.getAsBoolean()); first = false) {
                round();
            }
            paths.forEach(path -> path.report("the time was over"));
        } finally {
            try {
                interpreter.leave();
            } catch (IllegalStateException e) {
                // the context was closed by force while this thread was inside: nothing left to leave
            }
        }
    }

    private void round() {
        for (Iterator<Path> each = paths.iterator(); each.hasNext() && !interpreter.broken();) {
            Path path = each.next();
            int status = path.call();
            if (status >= SERVER_ERROR) {
                each.remove();
                if (failed.add(path.request.path())) {
                    log.accept(Level.WARNING, "Warm-up with [" + path.request.path() + "] ended: the application answered [" + status
                            + "]. Correct the application, or remove the path from warmupPaths; other requests are served all the same.");
                }
            } else if (path.progress.steady()) {
                each.remove();
                path.report("its calls became no faster");
            }
        }
        if (interpreter.broken()) {
            paths.clear();
        }
    }

    private final class Path {

        private final WarmupRequest request;
        private final String[] environ;
        private final WarmupProgress progress = new WarmupProgress();
        private int status;

        Path(WarmupRequest request) {
            this.request = request;
            this.environ = request.environ().toArray(String[]::new);
        }

        int call() {
            long from = System.nanoTime();
            status = new WarmupCall(over).in(interpreter, request, environ);
            progress.add(from, System.nanoTime(), interpreter.compilation().pending());
            return status;
        }

        void report(String why) {
            log.accept(Level.INFO, String.format(
                    Locale.ROOT, "Warm-up of interpreter [%s] with [%s]: [%d] calls in [%.1f] s until %s; status [%d], first [%.1f] ms, last [%.2f] ms.", interpreter.id(),
                    request.path(), progress.calls(), (System.nanoTime() - begin) / 1e9, why, status, progress.firstMillis(), progress.lastMillis()));
        }
    }
}
