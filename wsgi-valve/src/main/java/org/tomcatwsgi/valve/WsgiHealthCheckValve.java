package org.tomcatwsgi.valve;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.catalina.Container;
import org.apache.catalina.valves.HealthCheckValve;

/**
 * Tomcat's health check, which says whether all web applications are there, and whether Python can serve in them: each process group of this Tomcat has a process
 * that is ready, each application group an interpreter. 200 {@code UP}, else 503 {@code DOWN}, for the readiness probe of an orchestrator or a load balancer.
 * Groups of servers that somebody else runs have their own probes.
 *
 * <p>For the pipeline of an Engine, a Host or a Context; {@code path} is {@code /health} unless it is set.
 */
public final class WsgiHealthCheckValve extends HealthCheckValve {

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @Override
    protected boolean isAvailable(Container container) {
        return super.isAvailable(container) && haveAny("WSGIProcessGroup", "Ready") && haveAny("WSGIApplicationGroup", "Interpreters");
    }

    private boolean haveAny(String type, String attribute) {
        try {
            for (ObjectName group : beans.queryNames(new ObjectName("*:type=" + type + ",*"), null)) {
                if (!hasAny(group, attribute)) {
                    return false;
                }
            }
            return true;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean hasAny(ObjectName group, String attribute) throws JMException {
        try {
            return (Integer) beans.getAttribute(group, attribute) > 0;
        } catch (InstanceNotFoundException e) {
            // undeployed a moment ago
            return true;
        }
    }
}
