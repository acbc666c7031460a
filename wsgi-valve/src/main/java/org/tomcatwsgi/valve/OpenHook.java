package org.tomcatwsgi.valve;

import org.tomcatwsgi.hooks.Hook;

/**
 * A hook while somebody uses it.
 *
 * @param hook    what to ask
 * @param release gives its application group back
 */
record OpenHook(Hook hook, Runnable release) implements AutoCloseable {

    @Override
    public void close() {
        release.run();
    }
}
