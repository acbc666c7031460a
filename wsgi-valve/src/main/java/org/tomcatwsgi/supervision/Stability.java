package org.tomcatwsgi.supervision;

import java.util.concurrent.TimeUnit;

/** When a process has proved itself: one that ends sooner after it was ready would end again, so its successor waits for the back-off. */
final class Stability {

    static final long NANOS = TimeUnit.SECONDS.toNanos(5);

    private Stability() {
    }
}
