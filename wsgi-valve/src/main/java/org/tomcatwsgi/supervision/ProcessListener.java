package org.tomcatwsgi.supervision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;

/** Listens to one process: writes its log records and passes on what the supervising thread has to know. Thread-safe. */
final class ProcessListener implements WorkerProcess.Listener {

    // a process's own children may keep its standard error open for ever
    private static final long LONGEST_WAIT_MILLIS = 500;

    private final ProcessEvents events;
    private final BiConsumer<Level, String> log;
    private final CompletableFuture<Void> errorsEnded = new CompletableFuture<>();
    // set before the process is listened to
    private DaemonProcess process;

    ProcessListener(ProcessEvents events, BiConsumer<Level, String> log) {
        this.events = events;
        this.log = log;
    }

    void of(DaemonProcess heard) {
        process = heard;
    }

    @Override
    public void report(Report report) {
        if (report instanceof Report.Log record) {
            log.accept(record.level(), record.text());
        } else {
            events.reported(process, report);
        }
    }

    @Override
    public void reportsEnded() {
        events.silenced(process);
    }

    @Override
    public void errorsEnded() {
        errorsEnded.complete(null);
    }

    @Override
    public void exited(int exitValue) {
        events.dying(process);
        // the report of its end quotes its last lines
        errorsEnded.completeOnTimeout(null, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenRun(() -> events.exited(process, new ExitStatus(exitValue)));
    }
}
