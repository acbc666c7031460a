package org.tomcatwsgi.dispatch;

import java.util.concurrent.locks.LockSupport;

/** A request's thread that waits for a target. Its target is given under the dispatcher's lock. */
final class Waiter {

    private final Thread thread = Thread.currentThread();
    private volatile Target target;

    /** Waits until it is woken, or so many nanoseconds; may return early. */
    void await(long nanos) {
        if (target == null) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    void give(Target given) {
        target = given;
        wake();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    Target target() {
        return target;
    }
}
