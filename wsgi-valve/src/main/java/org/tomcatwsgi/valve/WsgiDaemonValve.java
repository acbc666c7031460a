package org.tomcatwsgi.valve;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Serves WSGI applications (PEP 3333) from Python processes beside Tomcat: mod_wsgi's daemon mode.
 *
 * <p>Stands in an Engine, a Host or a Context. Its attributes say what it serves where and make its process group; all of them are described in
 * docs/configuration.md. What it does not serve goes on to the next Valve. In a Context it stands behind the container's authentication, whatever its place in the
 * configuration, so that security constraints of the web application hold.
 */
public final class WsgiDaemonValve extends ValveBase {

    // read by WsgiInitializer: a web application that a Valve serves needs no WsgiServlet
    private static final String SERVED_BY_VALVE = "org.tomcatwsgi.valve";

    private final Map<String, String> attributes = new TreeMap<>();
    private final LifecycleListener afterStart = this::stepBehindAuthentication;
    // what serves in place of this Valve where it has a configFile
    private volatile List<WsgiDaemonValve> ofConfigFile = List.of();
    private ServingValve serving;
    // made at the first need, which may be another Valve's
    private ProcessGroup group;
    private volatile ProcessGroup used;
    private Dispatching dispatching;

    public WsgiDaemonValve() {
        super(true);
    }

    /**
     * Takes any attribute; Tomcat's digester calls this where there is no setter of the name.
     *
     * @return true, for all of them are checked together when the Valve starts
     */
    public boolean setProperty(String name, String value) {
        attributes.put(name, value);
        return true;
    }

    /** An attribute as configured, null if it is not set. */
    public String getProperty(String name) {
        return attributes.get(name);
    }

    /** Replaces all processes of the group, one at a time, each when its replacement is ready; returns at once. Nothing to do for servers of others. */
    public void reload(String reason) {
        ofConfigFile.forEach(valve -> valve.reload(reason));
        ProcessGroup reloaded = used;
        if (reloaded != null) {
            reloaded.reload(reason);
        }
    }

    /** Why the group, which has been started, does not serve its applications; "" if it does. */
    public String failure() {
        if (!ofConfigFile.isEmpty()) {
            return ofConfigFile.stream().map(WsgiDaemonValve::failure).filter(failure -> !failure.isEmpty()).findFirst().orElse("");
        }
        ProcessGroup asked = used;
        return asked == null ? "The Valve is not started." : asked.failure();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        ServingValve here = serving;
        if (here == null || here.isInstalled() || !here.serve(request, response)) {
            getNext().invoke(request, response);
        }
    }

    @Override
    protected void startInternal() throws LifecycleException {
        if (attributes.containsKey(ConfigFile.SETTING)) {
            readConfigFile();
            super.startInternal();
            return;
        }
        try {
            Place place = Place.of(container);
            ValveConfig config = ValveConfig.read(attributes, place);
            used = groupOf(config, place);
            used.use();
            dispatching = config.dispatchScript().map(script -> Dispatching.open(script, config.restrictProcess(), container, place)).orElse(null);
            List<DaemonMount> mounts = new ArrayList<>();
            config.mounts().stream().sorted(Comparator.comparing((MountPoint mount) -> mount.path().length()).reversed())
                    .forEach(mount -> mounts.add(new DaemonMount(mount, config, place, used, dispatching)));
            serving = new ServingValve(mounts, config.staticFiles(), place.inContext() ? null : ErrorPages.of(container));
            if (container instanceof Context context && config.mounts().stream().anyMatch(mount -> mount.path().equals(place.contextPath()))) {
                // "/shop" without a slash is the application's, with an empty PATH_INFO, as behind a servlet at "/*"
                context.setMapperContextRootRedirectEnabled(false);
            }
        } catch (IllegalStateException e) {
            container.getLogger().error(e.getMessage());
            throw new LifecycleException(e.getMessage(), e);
        }
        if (container instanceof Context context) {
            context.getServletContext().setAttribute(SERVED_BY_VALVE, Boolean.TRUE);
            context.addLifecycleListener(afterStart);
        }
        super.startInternal();
    }

    /** The Valves of the file join the pipeline behind all others; as it is being started just now, it starts them too. */
    private void readConfigFile() throws LifecycleException {
        try {
            ofConfigFile = ConfigFile.valves(attributes, Place.of(container));
            ofConfigFile.forEach(container.getPipeline()::addValve);
        } catch (IllegalStateException e) {
            container.getLogger().error(e.getMessage());
            throw new LifecycleException(e.getMessage(), e);
        }
    }

    private void removeConfigFile() throws LifecycleException {
        for (WsgiDaemonValve valve : ofConfigFile) {
            if (valve.getState().isAvailable()) {
                valve.stop();
            }
            container.getPipeline().removeValve(valve);
        }
        ofConfigFile = List.of();
    }

    @Override
    protected void stopInternal() throws LifecycleException {
        super.stopInternal();
        removeConfigFile();
        container.removeLifecycleListener(afterStart);
        ServingValve ended = serving;
        serving = null;
        if (ended != null && ended.isInstalled()) {
            container.getPipeline().removeValve(ended);
        }
        if (dispatching != null) {
            dispatching.close();
            dispatching = null;
        }
        if (used != null) {
            used.release();
            used = null;
        }
        synchronized (this) {
            group = null;
        }
    }

    /** The authenticator joins the pipeline after the Valves of context.xml: serving has to take place behind it. */
    private void stepBehindAuthentication(LifecycleEvent event) {
        if (Lifecycle.AFTER_START_EVENT.equals(event.getType()) && serving != null && !serving.isInstalled()) {
            serving.install(container.getPipeline());
        }
    }

    /** The group that it serves from while it is started, null otherwise. */
    ProcessGroup used() {
        return used;
    }

    private ProcessGroup groupOf(ValveConfig config, Place place) {
        List<WsgiDaemonValve> definers = Place.valves(Place.engine(container)).stream().filter(valve -> valve.defines(config.processGroup())).toList();
        if (definers.isEmpty()) {
            throw new IllegalStateException("There is no processGroup [" + config.processGroup()
                    + "]: define it here by adding processes, threads or server, or at another WsgiDaemonValve of this Engine, or correct the name.");
        }
        WsgiDaemonValve definer = definers.get(0);
        ProcessGroup found = definer.group();
        if (definer != this && config.group().isPresent()) {
            requireEqual(found.definition(), config, place);
        }
        return found;
    }

    private boolean defines(String name) {
        if (attributes.containsKey(ConfigFile.SETTING)) {
            return false;
        }
        ValveConfig.Membership membership = ValveConfig.Membership.of(attributes, Place.of(container));
        return membership.defines() && membership.group().equals(name);
    }

    /** The group that this Valve defines; other Valves of the group may start before it. */
    private synchronized ProcessGroup group() {
        if (group == null) {
            ValveConfig config = ValveConfig.read(attributes, Place.of(container));
            group = new ProcessGroup(config.processGroup(), config.group().orElseThrow(), Objects.requireNonNullElse(container.getDomain(), "Catalina"));
        }
        return group;
    }

    private static void requireEqual(GroupDefinition present, ValveConfig config, Place place) {
        GroupDefinition wanted = config.group().orElseThrow();
        if (!GroupDefinition.comparable(present).equals(GroupDefinition.comparable(wanted))) {
            throw new IllegalStateException("Two WsgiDaemonValves define processGroup [" + config.processGroup() + "] differently, one of them in ["
                    + place.host() + place.contextPath() + "]: define it at one of them, and let the other only name it.");
        }
    }
}
