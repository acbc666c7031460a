package org.tomcatwsgi.connector;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.tomcat.util.threads.ResizableExecutor;

/**
 * Threads that share a {@link WorkSource}: one of them, the <em>leader</em>, waits there, and runs what it finds itself.
 *
 * <p>While tasks are short, the leader keeps the lead during a task: nobody has to be woken. Where tasks take long, it hands the lead to another thread first. A leader
 * that is surprised by a long task loses the lead to another thread after a millisecond ({@link LeadWatch}), or gives it up itself when it knows that it will wait
 * ({@link ConnectorThread#flush}). Tasks may come from other threads, too.
 */
final class Crew implements ResizableExecutor {

    private static final Logger LOG = Logger.getLogger(Crew.class.getName());

    private final String name;
    private final int priority;
    private final boolean daemon;
    private final int maximum;
    private final int minimum;
    private final long idleNanos;
    private final LeadWatch watch;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Pace pace = new Pace();
    private final ThreadGroup group = Thread.currentThread().getThreadGroup();
    private volatile ConnectorThread leader;
    private volatile boolean ended;
    private WorkSource source;
    // counted by the leader while it waits at the source
    private int found;
    // guarded by this
    private final Deque<ConnectorThread> resting = new ArrayDeque<>();
    private final List<ConnectorThread> all = new ArrayList<>();
    private boolean leaderless;
    private int made;

    /**
     * @param name    prefix of the threads' names
     * @param minimum how many threads stay when there is nothing to do
     * @param maximum how many tasks run at a time, one less while somebody has to wait at the source
     */
    Crew(String name, int minimum, int maximum, long idleMillis, int priority, boolean daemon) {
        this.name = name;
        this.minimum = Math.max(1, minimum);
        this.maximum = Math.max(2, maximum);
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(1_000, idleMillis));
        this.priority = priority;
        this.daemon = daemon;
        this.watch = new LeadWatch(this, name + "watch");
    }

    void start(WorkSource work) {
        source = work;
        watch.start();
        promote();
    }

    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("The connector has stopped.");
        }
        tasks.add(task);
        if (Thread.currentThread() instanceof ConnectorThread thread && thread.crew() == this && thread.awaits()) {
            found++;
        } else {
            summonOne();
        }
    }

    /** The life of a thread. */
    void work(ConnectorThread thread) {
        try {
            while (true) {
                Runnable task = tasks.poll();
                if (task != null) {
                    run(thread, task);
                } else if (thread.leads() && !thread.closing() && !ended) {
                    lead(thread);
                } else if (!rest(thread)) {
                    return;
                }
            }
        } finally {
            leave(thread);
        }
    }

    private void run(ConnectorThread thread, Runnable task) {
        if (thread.leads() && pace.expectsLongTask()) {
            thread.leads(false);
            promote();
        }
        long start = System.nanoTime();
        try {
            thread.run(task);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, "A task of the connector failed.", e);
        }
        pace.add(System.nanoTime() - start);
    }

    private void lead(ConnectorThread thread) {
        found = 0;
        boolean more;
        thread.awaits(true);
        try {
            more = source.await();
        } finally {
            thread.awaits(false);
        }
        if (!more) {
            end();
        } else if (pace.expectsLongBatch(found)) {
            summonOne();
        }
    }

    /** The leader has begun a task that it expects to be short. */
    void leadIsBusy() {
        watch.wake();
    }

    /** The leader was taken by surprise: somebody else has to lead. */
    void surprised() {
        pace.surprised();
        promote();
    }

    /** Makes a thread leader that rests, or a new one; the caller has taken the lead from its holder. Where there is none, the first that has finished leads. */
    void promote() {
        synchronized (this) {
            ConnectorThread next = resting.pollLast();
            if (next == null) {
                next = make(true);
            } else {
                next.leads(true);
                next.summon();
            }
            leaderless = next == null;
            leader = next;
        }
    }

    private void summonOne() {
        boolean found;
        synchronized (this) {
            ConnectorThread next = resting.pollLast();
            if (next != null) {
                next.summon();
            }
            found = next != null || make(false) != null;
        }
        if (!found && source != null) {
            // all are busy, or all but the leader, who waits
            source.wakeUp();
        }
    }

    /** Waits for something to do. False: the thread has to end. */
    private boolean rest(ConnectorThread thread) {
        synchronized (this) {
            if (thread.closing() || ended) {
                return false;
            }
            if (thread.leads()) {
                return true;
            }
            if (leaderless) {
                leaderless = false;
                leader = thread;
                thread.leads(true);
                return true;
            }
            if (!tasks.isEmpty()) {
                return true;
            }
            resting.addLast(thread);
            thread.dismiss();
        }
        while (!thread.rest(idleNanos)) {
            synchronized (this) {
                if (all.size() > minimum && resting.remove(thread)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Lets a thread end that has been told to, if it rests or waits. */
    void release(ConnectorThread thread) {
        synchronized (this) {
            if (resting.remove(thread)) {
                thread.summon();
            }
        }
        if (thread.leads()) {
            source.wakeUp();
        }
    }

    private void leave(ConnectorThread thread) {
        boolean leads;
        synchronized (this) {
            all.remove(thread);
            resting.remove(thread);
            leads = thread.leads() || leaderless;
            notifyAll();
        }
        if (leads && !ended) {
            thread.leads(false);
            promote();
        } else if (!tasks.isEmpty() && !ended) {
            summonOne();
        }
    }

    // guarded by this; null: there are as many as there may be, or the system gives no more
    private ConnectorThread make(boolean leads) {
        if (all.size() >= maximum || ended) {
            return null;
        }
        ConnectorThread thread = newThread(name + ++made);
        // before it starts: told in the midst of its first task, it would keep the lead through it, and nobody could take it away
        thread.leads(leads);
        thread.setDaemon(daemon);
        thread.setPriority(priority);
        thread.setContextClassLoader(Crew.class.getClassLoader());
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            LOG.warning("No further thread can be started (" + e.getMessage() + "): requests wait for the [" + all.size() + "] there are. Lower maxThreads [" + maximum
                    + "] or raise the limit of the system.");
            return null;
        }
        all.add(thread);
        return thread;
    }

    /** Up to Java 23 a thread keeps the class loaders of all classes on the stack that made it: a web application's may be among them. */
    @SuppressWarnings("removal")
    private ConnectorThread newThread(String threadName) {
        return AccessController.doPrivileged((PrivilegedAction<ConnectorThread>) () -> new ConnectorThread(this, group, threadName));
    }

    private void end() {
        synchronized (this) {
            ended = true;
            resting.forEach(ConnectorThread::summon);
            resting.clear();
        }
        watch.wake();
    }

    /** Interrupts what still runs, and waits for its end for a bounded time. False: something still runs. */
    boolean awaitEnd(long millis) {
        end();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (this) {
            all.forEach(Thread::interrupt);
            while (!all.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    /** The thread that looks after the source, null where all are busy. */
    ConnectorThread leader() {
        return leader;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public synchronized int getPoolSize() {
        return all.size();
    }

    @Override
    public int getMaxThreads() {
        return maximum;
    }

    /** Tasks that run or are about to. */
    @Override
    public synchronized int getActiveCount() {
        return (int) all.stream().filter(ConnectorThread::busy).count() + tasks.size();
    }

    /** The size is that of the connector's start. */
    @Override
    public boolean resizePool(int corePoolSize, int maximumPoolSize) {
        return false;
    }

    /** The queue has no bound: connections have, maxConnections. */
    @Override
    public boolean resizeQueue(int capacity) {
        return false;
    }
}
