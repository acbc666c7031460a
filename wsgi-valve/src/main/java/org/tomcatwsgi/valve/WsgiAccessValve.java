package org.tomcatwsgi.valve;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.hooks.Access;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.settings.Settings;

/**
 * Asks a Python function, {@code allow_access(environ, host)}, whether a client may have what it asks for (WSGIAccessScript, D-21). 403 unless it says True or None.
 *
 * <p>Stands in an Engine, a Host or a Context, before what it protects. Its attributes are described in docs/configuration.md.
 */
public final class WsgiAccessValve extends ValveBase {

    private final Map<String, String> attributes = new TreeMap<>();
    private volatile Guard guard;

    /** What a started Valve works with. */
    private record Guard(OpenHook open, Access access, String path, Place place, ErrorPages errorPages) {
    }

    public WsgiAccessValve() {
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

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Guard present = guard;
        if (present != null && allows(present, request)) {
            getNext().invoke(request, response);
            return;
        }
        response.sendError(present == null ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_FORBIDDEN);
        if (present != null && present.errorPages() != null) {
            present.errorPages().render(request, response);
        }
    }

    private static boolean allows(Guard guard, Request request) {
        return !covers(guard.path(), request.getDecodedRequestURI()) || guard.access().allows(request, guard.place().contextPath());
    }

    private static boolean covers(String mount, String path) {
        // without a path everything is asked about, "*" of OPTIONS too
        return mount.isEmpty() || path == null || path.startsWith(mount) && (path.length() == mount.length() || path.charAt(mount.length()) == '/');
    }

    @Override
    protected void startInternal() throws LifecycleException {
        try {
            Place place = Place.of(container);
            requireFirst();
            Settings settings = new Settings(attributes);
            HookSetting reader = new HookSetting(settings, place);
            Optional<HookScript> script = reader.script("accessScript");
            if (script.isEmpty()) {
                settings.problem("accessScript", "", "name the script that defines " + Access.FUNCTION);
            }
            GroupSettings group = reader.group();
            String path = path(settings, place);
            List<String> problems = settings.problems();
            if (!problems.isEmpty()) {
                throw new IllegalStateException("WsgiAccessValve in [" + container.getName() + "] is misconfigured: " + String.join("; ", problems) + ".");
            }
            OpenHook open = HookGroups.of(container).open(script.get(), Access.FUNCTION, group, place);
            guard = new Guard(open, new Access(open.hook()), path, place, place.inContext() ? null : ErrorPages.of(container));
        } catch (IllegalStateException e) {
            container.getLogger().error(e.getMessage());
            throw new LifecycleException(e.getMessage(), e);
        }
        super.startInternal();
    }

    private static String path(Settings settings, Place place) {
        String value = settings.text("path", "/");
        if (!value.startsWith("/")) {
            settings.problem("path", value, "begin the path with a slash");
        }
        return place.contextPath() + (value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    }

    /** A WsgiDaemonValve before this one would serve what nobody has allowed. In a Context it serves behind all other Valves. */
    private void requireFirst() {
        if (container instanceof Context) {
            return;
        }
        for (Valve valve : container.getPipeline().getValves()) {
            if (valve == this) {
                return;
            }
            if (valve instanceof WsgiDaemonValve) {
                throw new IllegalStateException("WsgiAccessValve in [" + container.getName()
                        + "] stands behind a WsgiDaemonValve, which would serve requests before it is asked: move it up.");
            }
        }
    }

    @Override
    protected void stopInternal() throws LifecycleException {
        super.stopInternal();
        Guard ended = guard;
        guard = null;
        if (ended != null) {
            ended.open().close();
        }
    }
}
