package org.tomcatwsgi.it.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Site;

/**
 * Clients that request one path over and over, each on a connection of its own, until they are closed. Every answer but a whole 200 is a failure.
 *
 * <p>Between two requests a client rests a moment: a load that takes every processor would show nothing but how long everything else then takes.
 */
public final class Load implements AutoCloseable {

    private static final long PAUSE_NANOS = 10_000_000;

    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private volatile boolean closed;

    /** Starts the clients. */
    public Load(Site site, String path, int count) {
        for (int i = 0; i < count; i++) {
            Thread client = new Thread(() -> request(site, path), "load-" + i);
            clients.add(client);
            client.start();
        }
    }

    private void request(Site site, String path) {
        while (!closed) {
            try (RawHttp http = site.connect()) {
                boolean goesOn = true;
                while (goesOn && !closed) {
                    Response response = http.send(Request.get(path)).read();
                    if (response.status() == 200 && response.ending().isWhole()) {
                        answered.incrementAndGet();
                        long now = System.nanoTime();
                        longestGap.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
                    } else {
                        failures.add(response.toString());
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                    // Tomcat ends a connection after a hundred requests
                    goesOn = !"close".equals(response.header("Connection"));
                }
            } catch (RuntimeException | AssertionError e) {
                failures.add(e.toString());
            }
        }
    }

    /** What came in place of a whole 200. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many whole 200s have come. */
    public long answered() {
        return answered.get();
    }

    /** The longest time in which no client at all got an answer. */
    public Duration longestGap() {
        return Duration.ofNanos(longestGap.get());
    }

    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
