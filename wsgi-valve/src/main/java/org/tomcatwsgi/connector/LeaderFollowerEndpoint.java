package org.tomcatwsgi.connector;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SendfileState;

/**
 * Tomcat's NIO endpoint, whose poller has no thread of its own: the threads of a {@link Crew} take turns at it.
 *
 * <p>Tomcat has no door for that. Its poller is put in by reflection before the first connection is accepted, and where a version of Tomcat hides it elsewhere, a warning
 * says so and the endpoint is Tomcat's own.
 */
public final class LeaderFollowerEndpoint extends NioEndpoint {

    private static final Logger LOG = Logger.getLogger(LeaderFollowerEndpoint.class.getName());

    @Override
    public void createExecutor() {
        if (getUseVirtualThreads()) {
            super.createExecutor();
            return;
        }
        setExecutor(new Crew(getName() + "-exec-", getMinSpareThreads(), getMaxThreads(), getThreadsMaxIdleTime(), getThreadPriority(), getDaemon()));
        // it is this endpoint's own: maxThreads and the like stay what they are
        internalExecutor = true;
    }

    @Override
    public void shutdownExecutor() {
        Crew crew = getExecutor() instanceof Crew own ? own : null;
        super.shutdownExecutor();
        if (crew != null && !crew.awaitEnd(getExecutorTerminationTimeoutMillis())) {
            LOG.warning("Requests of [" + getName() + "] still run after executorTerminationTimeoutMillis [" + getExecutorTerminationTimeoutMillis() + "].");
        }
    }

    @Override
    protected void startAcceptorThread() {
        if (getExecutor() instanceof Crew crew) {
            try {
                crew.start(replacePoller());
            } catch (IOException | ReflectiveOperationException | RuntimeException e) {
                LOG.warning("The threads of [" + getName() + "] cannot take turns at waiting, as this version of Tomcat is not known (" + e + "): it works as Tomcat's own connector.");
                setExecutor(null);
                super.createExecutor();
            }
        }
        super.startAcceptorThread();
    }

    private SharedPoller replacePoller() throws IOException, ReflectiveOperationException {
        Field poller = NioEndpoint.class.getDeclaredField("poller");
        poller.setAccessible(true);
        Method destroy = Poller.class.getDeclaredMethod("destroy");
        destroy.setAccessible(true);
        Field file = SendfileData.class.getDeclaredField("fchannel");
        file.setAccessible(true);
        SharedPoller shared = new SharedPoller(file);
        Poller own = getPoller();
        poller.set(this, shared);
        destroy.invoke(own);
        try {
            getStopLatch().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        setStopLatch(new CountDownLatch(1));
        return shared;
    }

    /** Tomcat's poller, one round at a time. */
    private final class SharedPoller extends Poller implements WorkSource {

        private final AtomicBoolean waits = new AtomicBoolean();
        private final AtomicReference<ByteBuffer> spare = new AtomicReference<>();
        private final Field file;
        private volatile boolean destroyed;

        /** @param file of SendfileData: its channel, null before the first piece */
        SharedPoller(Field file) throws IOException {
            this.file = file;
        }

        @Override
        public SendfileState processSendfile(SelectionKey key, NioSocketWrapper connection, boolean calledByProcessor) {
            SendfileData data = connection.getSendfileData();
            try {
                if (data != null && file.get(data) == null) {
                    file.set(data, new CopiedFile(Path.of(data.fileName), spare));
                }
            } catch (IOException | ReflectiveOperationException e) {
                // Tomcat opens it, or fails, itself
                LOG.log(Level.FINE, "The file [" + data.fileName + "] is left to Tomcat's sendfile.", e);
            }
            return super.processSendfile(key, connection, calledByProcessor);
        }

        @Override
        public void add(NioSocketWrapper socketWrapper, int interestOps) {
            super.add(socketWrapper, interestOps);
            wakeUp();
        }

        @Override
        public void register(NioSocketWrapper socketWrapper) {
            super.register(socketWrapper);
            wakeUp();
        }

        @Override
        protected void destroy() {
            destroyed = true;
            super.destroy();
        }

        @Override
        public void wakeUp() {
            if (waits.get() && waits.compareAndSet(true, false)) {
                getSelector().wakeup();
            }
        }

        @Override
        public boolean await() {
            boolean hasEvents = events();
            int ready = 0;
            waits.set(true);
            // INVARIANT: whoever adds an event sees that somebody waits, or its event is seen here
            hasEvents |= events();
            try {
                ready = getSelector().select(getSelectorTimeout());
            } catch (IOException e) {
                LOG.log(Level.SEVERE, "The connections of [" + getName() + "] could not be looked at.", e);
            }
            waits.set(false);
            if (destroyed) {
                finish();
                return false;
            }
            if (ready == 0) {
                hasEvents |= events();
            } else {
                process();
            }
            timeout(ready, hasEvents);
            return true;
        }

        private void process() {
            for (Iterator<SelectionKey> keys = getSelector().selectedKeys().iterator(); keys.hasNext();) {
                SelectionKey key = keys.next();
                keys.remove();
                // null: closed by another thread meanwhile
                if (key.attachment() instanceof NioSocketWrapper connection) {
                    processKey(key, connection);
                }
            }
        }

        private void finish() {
            events();
            timeout(0, false);
            try {
                getSelector().close();
            } catch (IOException e) {
                LOG.log(Level.SEVERE, "The selector of [" + getName() + "] could not be closed.", e);
            }
            getStopLatch().countDown();
        }
    }
}
