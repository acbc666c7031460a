package org.tomcatwsgi.express;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Wrapper;
import org.tomcatwsgi.servlet.WsgiServlet;
import org.tomcatwsgi.valve.WsgiDaemonValve;

/**
 * Has WsgiDaemonValves serve what a web application's web.xml gives to WsgiServlets, by the same settings; without any, WEB-INF/app.wsgi.
 *
 * <p>To be added behind ContextConfig: it acts when web.xml has been read and nothing has been started yet.
 *
 * @param options attributes from the command line: they win over context-params, init-params win over them, as in embedded mode
 */
record DaemonMounts(Map<String, String> options) implements LifecycleListener {

    private static final String CONTEXT_PREFIX = "wsgi.";

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (Lifecycle.CONFIGURE_START_EVENT.equals(event.getType()) && event.getLifecycle() instanceof Context context) {
            mount(context);
        }
    }

    /** A Valve with these attributes; the more particular ones win. */
    static WsgiDaemonValve valve(Map<String, String> attributes, Map<String, String> particular) {
        WsgiDaemonValve valve = new WsgiDaemonValve();
        attributes.forEach(valve::setProperty);
        particular.forEach(valve::setProperty);
        return valve;
    }

    private void mount(Context context) {
        Map<String, String> common = new TreeMap<>();
        for (String name : context.findParameters()) {
            if (name.startsWith(CONTEXT_PREFIX)) {
                common.put(name.substring(CONTEXT_PREFIX.length()), context.findParameter(name));
            }
        }
        common.putAll(options);
        List<Wrapper> servlets = servlets(context);
        if (servlets.isEmpty()) {
            context.getPipeline().addValve(valve(common, Map.of()));
        }
        for (Wrapper servlet : servlets) {
            List<String> paths = paths(servlet, servlets.size() == 1);
            for (String path : paths) {
                WsgiDaemonValve valve = valve(common, particular(servlet, path));
                if (servlets.size() > 1) {
                    valve.setProperty("processGroup", common.get("processGroup") + "|" + servlet.getName());
                }
                context.getPipeline().addValve(valve);
            }
            for (String pattern : servlet.findMappings()) {
                context.removeServletMapping(pattern);
            }
            context.removeChild(servlet);
        }
    }

    private static List<Wrapper> servlets(Context context) {
        List<Wrapper> servlets = new ArrayList<>();
        for (Container child : context.findChildren()) {
            if (child instanceof Wrapper wrapper && WsgiServlet.class.getName().equals(wrapper.getServletClass())) {
                servlets.add(wrapper);
            }
        }
        return servlets;
    }

    private static List<String> paths(Wrapper servlet, boolean single) {
        List<String> paths = new ArrayList<>();
        for (String pattern : servlet.findMappings()) {
            if (!pattern.endsWith("/*")) {
                throw new IllegalStateException("The url-pattern [" + pattern + "] of WsgiServlet [" + servlet.getName()
                        + "] cannot be served in daemon mode, where mounts are paths: map it to a pattern such as /app/*, or leave out --processes.");
            }
            paths.add(pattern.equals("/*") ? "/" : pattern.substring(0, pattern.length() - 2));
        }
        if (paths.isEmpty() && single) {
            paths.add("/");
        }
        return paths;
    }

    private static Map<String, String> particular(Wrapper servlet, String path) {
        Map<String, String> attributes = new TreeMap<>(Map.of("path", path));
        for (String name : servlet.findInitParameters()) {
            // a daemon process has one interpreter
            if (!name.equals("interpreters") && !name.equals("interpreterIdleTimeout")) {
                attributes.put(name, servlet.findInitParameter(name));
            }
        }
        return attributes;
    }
}
