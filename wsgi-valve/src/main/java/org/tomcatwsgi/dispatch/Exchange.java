package org.tomcatwsgi.dispatch;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.FastCgiConnection;
import org.tomcatwsgi.fastcgi.RequestBody;
import org.tomcatwsgi.fastcgi.ResponseSink;
import org.tomcatwsgi.fastcgi.SpooledBody;

/** One request on its way through one target. Knows when the application was last heard of; the client's slowness does not count as the application's. */
final class Exchange implements RunningRequest, ResponseSink {

    private final Call call;
    private final CallBody callBody;
    private final long start = System.nanoTime();
    private volatile FastCgiConnection connection;
    private volatile boolean atClient;
    private volatile long lastHeard = start;
    private boolean headSent;
    private Ending cancelled;

    /** @param callBody null if there is none */
    Exchange(Call call, CallBody callBody) {
        this.call = call;
        this.callBody = callBody;
    }

    Ending run(FastCgiConnection through) {
        connection = through;
        Ending ending;
        if (cancelled() == null) {
            ending = through.exchange(call.parameters(), callBody == null ? null : new Body(callBody), this);
        } else {
            ending = cancelled();
        }
        Ending given = cancelled();
        if (given == null || ending instanceof Ending.Complete) {
            return ending;
        }
        return headSent && given instanceof Ending.Failed failed ? new Ending.BrokenOff(failed.reason()) : given;
    }

    @Override
    public String id() {
        return call.id();
    }

    @Override
    public String label() {
        return call.label();
    }

    @Override
    public long startNanos() {
        return start;
    }

    @Override
    public void cancel(int status, String reason) {
        synchronized (this) {
            if (cancelled != null) {
                return;
            }
            cancelled = new Ending.Failed(status, reason);
        }
        closeConnection();
    }

    void closeConnection() {
        FastCgiConnection present = connection;
        if (present != null) {
            present.close();
        }
    }

    private synchronized Ending cancelled() {
        return cancelled;
    }

    /** Nanoseconds for which the application has been silent. */
    long silence(long now) {
        return atClient ? 0 : now - lastHeard;
    }

    @Override
    public void whole(byte[] headAndBody) throws IOException {
        enter();
        try {
            headSent = true;
            call.sink().whole(headAndBody);
        } finally {
            leave();
        }
    }

    @Override
    public void head(byte[] head) throws IOException {
        enter();
        try {
            headSent = true;
            call.sink().head(head);
        } finally {
            leave();
        }
    }

    @Override
    public void body(ByteBuffer block, boolean flush) throws IOException {
        enter();
        try {
            call.sink().body(block, flush);
        } finally {
            leave();
        }
    }

    @Override
    public void file(String path, long offset, long count) throws IOException {
        enter();
        try {
            call.sink().file(path, offset, count);
        } finally {
            leave();
        }
    }

    @Override
    public void log(String text) {
        call.sink().log(text);
    }

    private void enter() {
        atClient = true;
    }

    private void leave() {
        lastHeard = System.nanoTime();
        atClient = false;
    }

    /** The request body: while the client is waited for, the application is not silent. */
    private final class Body implements RequestBody {

        private final RequestBody body;

        Body(RequestBody body) {
            this.body = body;
        }

        @Override
        public int read(byte[] block, int offset, int length) throws IOException {
            enter();
            try {
                return body.read(block, offset, length);
            } finally {
                leave();
            }
        }

        @Override
        public int available() throws IOException {
            return body.available();
        }

        @Override
        public boolean finished() {
            return body.finished();
        }

        @Override
        public void restore(SpooledBody whole) throws IOException {
            body.restore(whole);
        }
    }
}
