package org.tomcatwsgi.application;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import java.util.logging.Level;

/** The container's threads that have run Python in an interpreter, and keep data of it in thread locals. Thread-safe; keeps no thread alive. */
final class Visitors {

    private final Set<Thread> threads = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    void add(Thread thread) {
        threads.add(thread);
    }

    /** Asks all of them to end: the container has fresh ones take their place. */
    void dismiss(BiConsumer<Level, String> log) {
        synchronized (threads) {
            for (Thread thread : threads) {
                if (thread instanceof AutoCloseable closeable) {
                    try {
                        closeable.close();
                    } catch (Exception e) {
                        log.accept(Level.WARNING, "The thread [" + thread.getName() + "] keeps data of a closed interpreter, as it does not end: " + e);
                    }
                }
            }
            threads.clear();
        }
    }
}
