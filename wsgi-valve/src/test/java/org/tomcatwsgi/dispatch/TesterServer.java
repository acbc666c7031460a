package org.tomcatwsgi.dispatch;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.FastCgiConnection;
import org.tomcatwsgi.fastcgi.RequestBody;
import org.tomcatwsgi.fastcgi.ResponseSink;

/** Connections whose exchanges end as the test says. */
final class TesterServer implements FastCgiConnection.Factory {

    private final Supplier<Ending> answer;
    private final AtomicInteger exchanges = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile boolean reachable = true;

    TesterServer(Supplier<Ending> answer) {
        this.answer = answer;
    }

    static TesterServer complete() {
        return new TesterServer(Ending.Complete::new);
    }

    int exchanges() {
        return exchanges.get();
    }

    int opened() {
        return opened.get();
    }

    void reachable(boolean state) {
        reachable = state;
    }

    Target target(String name, int capacity) {
        return new Target(name, capacity, this);
    }

    @Override
    public FastCgiConnection open(Duration timeout) throws IOException {
        if (!reachable) {
            throw new IOException("connection refused");
        }
        opened.incrementAndGet();
        return new Connection();
    }

    private final class Connection implements FastCgiConnection {

        private volatile boolean open = true;
        private volatile Thread user;

        @Override
        public Ending exchange(String[] parameters, RequestBody body, ResponseSink sink) {
            user = Thread.currentThread();
            exchanges.incrementAndGet();
            Ending ending = answer.get();
            user = null;
            return open ? ending : new Ending.Lost("closed", true);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
            Thread waiting = user;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
    }
}
