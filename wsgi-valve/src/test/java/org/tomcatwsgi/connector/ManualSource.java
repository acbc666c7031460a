package org.tomcatwsgi.connector;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that a test hands in; counts the threads that wait for it. */
final class ManualSource implements WorkSource {

    private static final Runnable NOTHING = () -> { };

    private final BlockingQueue<Runnable> ready = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int mostWaiting;
    private volatile Thread finder;
    private volatile boolean ended;
    private final Crew crew;

    ManualSource(Crew crew) {
        this.crew = crew;
    }

    void add(Runnable task) {
        ready.add(task);
    }

    void end() {
        ended = true;
        wakeUp();
    }

    /** How many threads wait here now. */
    int waiting() {
        return waiting.get();
    }

    /** How many threads have been here at a time. */
    int mostWaiting() {
        return mostWaiting;
    }

    /** The thread that found the latest task. */
    Thread finder() {
        return finder;
    }

    @Override
    public boolean await() {
        mostWaiting = Math.max(mostWaiting, waiting.incrementAndGet());
        try {
            Runnable first = ready.poll(1, TimeUnit.SECONDS);
            for (Runnable task = first; task != null; task = ready.poll()) {
                if (task != NOTHING) {
                    finder = Thread.currentThread();
                    crew.execute(task);
                }
            }
        } catch (InterruptedException e) {
            return !ended;
        } finally {
            waiting.decrementAndGet();
        }
        return !ended;
    }

    @Override
    public void wakeUp() {
        ready.add(NOTHING);
    }
}
