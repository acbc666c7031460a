package org.tomcatwsgi.valve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import org.apache.catalina.Container;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.hooks.Dispatch;
import org.tomcatwsgi.hooks.HookScript;

/**
 * The dispatch script of a WsgiDaemonValve (D-09): which process group, and which callable, serves a request. Thread-safe.
 *
 * <p>It is not asked for the application group: a daemon process has one interpreter.
 */
final class Dispatching implements AutoCloseable {

    // a script may make names out of what clients send: what is kept must not grow with them
    private static final int MOST_KEPT = 64;
    private static final String OURS = "TOMCATWSGI_";

    private final OpenHook open;
    private final Dispatch dispatch;
    private final List<String> allowed;
    private final Container container;
    private final Map<Target, DaemonMount> kept = new ConcurrentHashMap<>();

    /** Identity decides: a group that was stopped and one that took its place are two. */
    private record Target(DaemonMount mount, ProcessGroup group, String callable) {
    }

    private Dispatching(OpenHook open, List<String> allowed, Container container) {
        this.open = open;
        this.dispatch = new Dispatch(open.hook(), Dispatch.PROCESS_GROUP, Dispatch.CALLABLE_OBJECT);
        this.allowed = List.copyOf(allowed);
        this.container = container;
    }

    /**
     * Opens the group that the script runs in.
     *
     * @param allowed process groups that it may choose (D-07), empty for all of them
     * @throws IllegalStateException with a message for the operator
     */
    static Dispatching open(HookScript script, List<String> allowed, Container container, Place place) {
        return new Dispatching(HookGroups.of(container).open(script, Dispatch.FUNCTION, HookSetting.standardGroup(place), place), allowed, container);
    }

    /** The mount that serves a request, the one that was asked or another one; empty if it must not be served, for a reason that is in the log. */
    Optional<DaemonMount> choose(DaemonMount asked, Application application, String[] parameters) {
        Optional<Dispatch.Choice> choice = dispatch.choose(environ(parameters));
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        String name = Objects.requireNonNullElse(choice.get().processGroup(), asked.group().name());
        String callable = Objects.requireNonNullElse(choice.get().callableObject(), application.name());
        if (!allowed.isEmpty() && !allowed.contains(name)) {
            return refuse(asked, "processGroup [" + name + "], which the dispatch script has chosen, is not among restrictProcess " + allowed
                    + ": add it, or correct the script.");
        }
        ProcessGroup group = name.equals(asked.group().name()) ? asked.group() : running(name);
        if (group == null) {
            return refuse(asked, "There is no processGroup [" + name + "], which the dispatch script has chosen: define it at"
                    + " a WsgiDaemonValve of this Engine, or correct the script.");
        }
        if (group == asked.group() && callable.equals(application.name())) {
            return Optional.of(asked);
        }
        return Optional.of(mount(new Target(asked, group, callable)));
    }

    private DaemonMount mount(Target target) {
        DaemonMount mount = kept.get(target);
        if (mount == null) {
            mount = target.mount().at(target.group(), target.callable());
            if (kept.size() >= MOST_KEPT) {
                kept.clear();
            }
            kept.put(target, mount);
        }
        return mount;
    }

    private static Optional<DaemonMount> refuse(DaemonMount asked, String reason) {
        asked.group().refusals().log(reason);
        return Optional.empty();
    }

    private ProcessGroup running(String name) {
        for (WsgiDaemonValve valve : Place.valves(Place.engine(container))) {
            ProcessGroup group = valve.used();
            if (group != null && group.name().equals(name)) {
                return group;
            }
        }
        return null;
    }

    /** The environ without what the Valve tells the worker. */
    private static String[] environ(String[] parameters) {
        List<String> environ = new ArrayList<>(parameters.length);
        for (int i = 0; i < parameters.length; i += 2) {
            if (!parameters[i].startsWith(OURS)) {
                environ.add(parameters[i]);
                environ.add(parameters[i + 1]);
            }
        }
        return environ.toArray(String[]::new);
    }

    @Override
    public void close() {
        open.close();
    }
}
