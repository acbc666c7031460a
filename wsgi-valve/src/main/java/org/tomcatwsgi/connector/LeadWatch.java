package org.tomcatwsgi.connector;

import java.util.concurrent.locks.LockSupport;

/**
 * Notices a leader that has run one task for more than a millisecond and makes another thread leader: the task may be waiting for something, and nobody looks after the
 * connections meanwhile. Sleeps while nothing happens.
 */
final class LeadWatch implements Runnable {

    private static final long TICK_NANOS = 1_000_000;
    private static final int QUIET_TICKS = 20;
    // who is late by so much was held up, by a collection of garbage or for want of a processor; so was the leader, then
    private static final long LATE_NANOS = TICK_NANOS / 2;
    private static final int LATE_TICKS = 1;

    private final Crew crew;
    private final Thread thread;
    private volatile boolean asleep;

    LeadWatch(Crew crew, String name) {
        this.crew = crew;
        this.thread = new Thread(null, this, name, 0, false);
        this.thread.setDaemon(true);
        this.thread.setContextClassLoader(LeadWatch.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    /** To be called after whatever this watch has to see. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        ConnectorThread seen = null;
        long turn = 0;
        int quiet = 0;
        int late = 0;
        while (!crew.ended()) {
            long due = System.nanoTime() + TICK_NANOS;
            LockSupport.parkNanos(this, TICK_NANOS);
            late = System.nanoTime() - due > LATE_NANOS ? late + 1 : 0;
            ConnectorThread leader = crew.leader();
            long present = leader == null ? 0 : leader.turn();
            if (leader != seen || present != turn) {
                seen = leader;
                turn = present;
                quiet = 0;
            } else if (late > 0 && late <= LATE_TICKS) {
                // the next tick will tell
                quiet = 0;
            } else if (leader != null && leader.depose(turn)) {
                crew.surprised();
                quiet = 0;
            } else if (++quiet > QUIET_TICKS) {
                sleep(seen, turn);
                quiet = 0;
            }
        }
    }

    private void sleep(ConnectorThread seen, long turn) {
        asleep = true;
        // INVARIANT: whoever changes leader or turn sees asleep afterwards, or this thread sees the change
        if (crew.leader() == seen && (seen == null || seen.turn() == turn) && !crew.ended()) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}
