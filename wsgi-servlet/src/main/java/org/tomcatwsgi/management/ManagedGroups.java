package org.tomcatwsgi.management;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.log.GroupLog;

/**
 * The MBeans of a web application's groups in the platform's MBeanServer, which would keep the web application's class loader: {@link #close} removes all of them.
 * Thread-safe.
 */
public final class ManagedGroups implements AutoCloseable {

    // two versions of a web application may run beside each other (Tomcat's parallel deployment)
    private static final int MOST_INSTANCES = 100;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String prefix;
    // guarded by this
    private final List<ObjectName> registered = new ArrayList<>();
    private boolean closed;

    /**
     * @param virtualServer {@code ServletContext.getVirtualServerName()}; in Tomcat engine and host, "Catalina/localhost", and the engine's name is the JMX domain
     * @param contextPath   "" for the root
     */
    public ManagedGroups(String virtualServer, String contextPath) {
        int slash = virtualServer.lastIndexOf('/');
        String domain = slash > 0 ? virtualServer.substring(0, slash) : "org.tomcatwsgi";
        this.prefix = domain.replaceAll("[:*?\\n/]", "_") + ":type=WSGIApplicationGroup,host=" + quoted(virtualServer.substring(slash + 1))
                + ",context=" + quoted(contextPath.isEmpty() ? "/" : contextPath);
    }

    /** Registers a group. One that cannot be registered runs without an MBean. */
    public synchronized void add(GroupHandle group) {
        if (closed) {
            return;
        }
        try {
            register(new ApplicationGroupBean(group), prefix + ",name=" + ObjectName.quote(group.settings().displayName()));
        } catch (JMException | RuntimeException e) {
            new GroupLog(group.settings().name()).accept(Level.WARNING, "No MBean can be registered for the group: " + e + ". It runs without one.");
        }
    }

    private void register(ApplicationGroupBean bean, String name) throws JMException {
        for (int instance = 1;; instance++) {
            ObjectName attempt = new ObjectName(instance == 1 ? name : name + ",instance=" + instance);
            try {
                server.registerMBean(bean, attempt);
                registered.add(attempt);
                return;
            } catch (InstanceAlreadyExistsException e) {
                if (instance == MOST_INSTANCES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (ObjectName name : registered) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                // Tomcat removes what is left of a domain at its own end
            } catch (JMException e) {
                new GroupLog("").accept(Level.WARNING, "The MBean [" + name + "] cannot be removed: " + e);
            }
        }
        registered.clear();
    }

    /** A value as it is where JMX allows that: it is easier to read and to ask for. */
    private static String quoted(String value) {
        return value.matches("[^,=:\"*?\\n]+") ? value : ObjectName.quote(value);
    }
}
