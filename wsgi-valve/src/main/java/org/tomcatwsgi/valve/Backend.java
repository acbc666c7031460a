package org.tomcatwsgi.valve;

import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.metrics.GroupMetrics;

/** What stands behind a dispatcher and gives it its targets. */
interface Backend {

    static Backend of(String name, GroupDefinition definition, Dispatcher dispatcher, BiConsumer<Level, String> log, String domain,
            GroupMetrics metrics) {
        if (definition instanceof GroupDefinition.Local local) {
            return new DaemonProcesses(local.options(), dispatcher, log, domain, metrics);
        }
        return new ExternalServers(name, (GroupDefinition.External) definition, dispatcher, log);
    }

    /** Returns when there is a target, or none is to be expected soon. */
    void start();

    /** Ends the targets; requests that still run have the configured time. */
    void stop();

    void used(Application application);

    /** Replaces the targets by new ones, as far as that is ours to do; returns at once. */
    void reload(String reason);

    /** Why the applications are not served, "" if they are. */
    String failure();
}
