package org.tomcatwsgi.application;

import java.time.Duration;
import java.util.stream.Stream;

/** The end of a generation that was replaced, on a thread of its own: its requests finish first, however many reloads come meanwhile. */
final class Retirement implements Runnable {

    // how soon a hurry is noticed
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Generation generation;
    private final Duration grace;
    private final Duration patience;
    private final Thread thread;
    private volatile boolean hurried;

    Retirement(String group, Generation generation, Duration grace, Duration patience) {
        this.generation = generation;
        this.grace = grace;
        this.patience = patience;
        this.thread = new Thread(this, "wsgi-retire [" + group + "] " + generation.number());
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(Retirement.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    Stream<InterpreterThreads> members() {
        return generation.members().stream();
    }

    boolean over() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** The application group is closed: running requests get {@code patience}, no more. */
    void hurry() {
        hurried = true;
    }

    void awaitEnd() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        long deadline = System.nanoTime() + grace.toNanos();
        while (!hurried && System.nanoTime() - deadline < 0 && !generation.awaitEnd(LOOK)) {
            // still running
        }
        generation.close(hurried ? patience : Duration.ZERO, patience);
    }
}
