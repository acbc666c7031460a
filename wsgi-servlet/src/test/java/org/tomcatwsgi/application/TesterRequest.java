package org.tomcatwsgi.application;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.connector.ConnectorThread;

/** One request: its body arrives when it is released, and its head says which thread ran Python. */
final class TesterRequest {

    private final ApplicationGroup group;
    private final Application application;
    private final String path;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Object> answer = new CompletableFuture<>();
    private volatile Thread thread;
    private volatile Thread runner;
    private volatile ClassLoader loader;

    TesterRequest(ApplicationGroup group, Application application, String path) {
        this.group = group;
        this.application = application;
        this.path = path;
    }

    /** Makes the request on a thread of our connector, whose body waits for {@link #release}. Returns when Python waits for it, if it gets there. */
    TesterRequest start() {
        thread = new ConnectorThread(this::run);
        thread.start();
        return this;
    }

    /** The same on a thread of another container. */
    TesterRequest startElsewhere() {
        thread = new Thread(this::run);
        thread.start();
        return this;
    }

    /** Makes the request on the calling thread. */
    TesterRequest run() {
        Object[] call = new Object[Border.CALL_LENGTH];
        call[Border.CALL_KIND] = application.kind();
        call[Border.CALL_TARGET] = application.target();
        call[Border.CALL_NAME] = application.name();
        call[Border.CALL_ENVIRON] = new String[] {"REQUEST_METHOD", "GET", "REQUEST_URI", path, "REQUEST_SCHEME", "http", "PATH_INFO", path, "SCRIPT_NAME", ""};
        call[Border.CALL_INPUT] = new Gate();
        call[Border.CALL_HEAD] = (Consumer<byte[]>) bytes -> ran();
        call[Border.CALL_OUTPUT] = body;
        call[Border.CALL_SEND_FILE] = (Consumer<Object[]>) part -> { };
        try {
            answer.complete(group.call(call));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
        return this;
    }

    TesterRequest release() {
        released.countDown();
        return this;
    }

    boolean reading() {
        return arrived.getCount() == 0;
    }

    boolean ended() {
        return answer.isDone();
    }

    /** The answer of {@link org.tomcatwsgi.border.GroupHandle#call}, waited for. */
    Object answer() {
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What a streamed response held. */
    String text() {
        answer();
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** The thread that made the request. */
    Thread thread() {
        return thread;
    }

    ConnectorThread connectorThread() {
        return (ConnectorThread) thread;
    }

    /** The thread that ran Python for it. */
    Thread runner() {
        answer();
        return runner;
    }

    /** The context class loader of that thread, then. */
    ClassLoader loader() {
        return loader;
    }

    private void ran() {
        runner = Thread.currentThread();
        loader = runner.getContextClassLoader();
    }

    /** Empty once it is released. */
    private final class Gate extends InputStream {

        @Override
        public int read() throws IOException {
            arrived.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException("interrupted").initCause(e);
            }
            return -1;
        }
    }
}
