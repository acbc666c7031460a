package org.tomcatwsgi.express;

import java.util.Map;
import java.util.TreeMap;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;

/** {@link DaemonMounts} for the Context element of a Tomcat that --setup-only wrote: its attributes are those of WsgiDaemonValve. */
public final class DaemonMountsListener implements LifecycleListener {

    private final Map<String, String> options = new TreeMap<>();

    /** Called by the reader of context.xml for each attribute. */
    public void setProperty(String name, String value) {
        options.put(name, value);
    }

    /** Adds the listener behind Tomcat's ContextConfig, which comes behind all that stand in the element. */
    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (Lifecycle.AFTER_INIT_EVENT.equals(event.getType()) && event.getLifecycle() instanceof Context context) {
            context.addLifecycleListener(new DaemonMounts(Map.copyOf(options)));
        }
    }
}
