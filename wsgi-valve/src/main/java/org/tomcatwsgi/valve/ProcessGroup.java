package org.tomcatwsgi.valve;

import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Call;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.metrics.GroupMetrics;

/**
 * A process group while Valves use it: the first one starts its processes, the last one ends them. Thread-safe.
 */
final class ProcessGroup {

    private final GroupDefinition definition;
    private final GroupMetrics metrics = new GroupMetrics();
    private final BiConsumer<Level, String> log;
    private final Refusals refusals;
    private final String domain;
    private final String name;
    // guarded by this
    private int users;
    private volatile Running running;

    /** Processes, or servers, and who gives them requests. */
    private record Running(Dispatcher dispatcher, Backend backend) {
    }

    ProcessGroup(String name, GroupDefinition definition, String domain) {
        this.name = name;
        this.definition = definition;
        this.domain = domain;
        this.log = metrics.errors().remembering(new GroupLog(name));
        this.refusals = new Refusals(log, System::nanoTime);
    }

    String name() {
        return name;
    }

    GroupDefinition definition() {
        return definition;
    }

    BiConsumer<Level, String> log() {
        return log;
    }

    /** What is counted and remembered of the group. */
    GroupMetrics metrics() {
        return metrics;
    }

    /** Where requests that got no response of the application's are reported. */
    Refusals refusals() {
        return refusals;
    }

    /** Whether its processes see the same files as Tomcat, with the same rights. */
    boolean sharesFiles() {
        return definition instanceof GroupDefinition.Local local && local.options().identity().user().isEmpty();
    }

    /**
     * A Valve begins to use it; returns when the first process is ready or will not be so soon.
     *
     * @throws IllegalStateException with a message for the operator if there cannot be any process
     */
    synchronized void use() {
        if (users == 0) {
            Dispatcher dispatcher = new Dispatcher(definition.limits(), log);
            Backend backend = Backend.of(name, definition, dispatcher, log, domain, metrics);
            backend.start();
            running = new Running(dispatcher, backend);
        }
        users++;
    }

    /** A Valve has ended its use. */
    synchronized void release() {
        users--;
        if (users == 0) {
            Running last = running;
            running = null;
            last.backend().stop();
        }
    }

    /** An application is about to be asked for: its script may have changed (D-11). */
    void used(Application application) {
        Running present = running;
        if (present != null) {
            present.backend().used(application);
        }
    }

    void reload(String reason) {
        Running present = running;
        if (present != null) {
            present.backend().reload(reason);
        }
    }

    String failure() {
        Running present = running;
        return present == null ? "The process group is being stopped." : present.backend().failure();
    }

    /** Carries a request to its end; see {@link Dispatcher#serve}. */
    Ending serve(Call call) {
        Running present = running;
        return present == null ? new Ending.Failed(503, "The process group is being stopped.") : present.dispatcher().serve(call);
    }
}
