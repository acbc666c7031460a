package org.tomcatwsgi.supervision;

import java.util.Queue;
import java.util.function.LongSupplier;

/** Brings events to a test's own thread, and its own clock. */
record TesterEvents(Roster roster, Queue<Runnable> events, LongSupplier clock) implements ProcessEvents {

    @Override
    public void reported(DaemonProcess process, Report report) {
        events.add(() -> {
            if (report instanceof Report.Ready ready) {
                roster.ready(process, ready, clock.getAsLong());
            }
        });
    }

    @Override
    public void silenced(DaemonProcess process) {
        // processes that end do so, too
    }

    @Override
    public void dying(DaemonProcess process) {
        events.add(process::disconnect);
    }

    @Override
    public void exited(DaemonProcess process, ExitStatus status) {
        events.add(() -> roster.exited(process, status, clock.getAsLong()));
    }
}
