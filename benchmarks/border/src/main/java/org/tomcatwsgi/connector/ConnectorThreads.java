package org.tomcatwsgi.connector;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** JMH's threads as threads of our connector ({@code -Djmh.executor=CUSTOM}). */
public final class ConnectorThreads extends ThreadPoolExecutor {

    /** Called by JMH: {@code threads}, how many it needs at a time; {@code prefix}, of their names. */
    public ConnectorThreads(int threads, String prefix) {
        this(threads, prefix, new AtomicInteger());
    }

    private ConnectorThreads(int threads, String prefix, AtomicInteger number) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> daemon(new ConnectorThread(task, prefix + number.incrementAndGet())));
    }

    private static Thread daemon(Thread thread) {
        thread.setDaemon(true);
        return thread;
    }
}
