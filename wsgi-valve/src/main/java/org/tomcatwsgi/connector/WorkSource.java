package org.tomcatwsgi.connector;

/** Where a {@link Crew}'s tasks come from: its leader waits here. */
interface WorkSource {

    /**
     * Waits for work, hands it over with {@link Crew#execute}, and returns; it may return without any. Called by one thread at a time.
     *
     * @return false if there will be no more work
     */
    boolean await();

    /** Lets {@link #await} return soon. May be called by any thread. */
    void wakeUp();
}
