package org.tomcatwsgi.application;

import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests that wait for an interpreter, first come first served. Thread-safe. */
final class RequestQueue {

    private final ConcurrentLinkedQueue<PendingRequest> waiting = new ConcurrentLinkedQueue<>();

    void add(PendingRequest request) {
        waiting.add(request);
    }

    /** Claims the next request, null if none waits. */
    PendingRequest poll() {
        PendingRequest request = waiting.poll();
        while (request != null && !request.claim()) {
            request = waiting.poll();
        }
        return request;
    }

    /** Forgets a request that was given up. */
    void remove(PendingRequest request) {
        waiting.remove(request);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }
}
