package org.tomcatwsgi.valve;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WsgiHealthCheckValveTest {

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName group;
    private final WsgiHealthCheckValve valve = new WsgiHealthCheckValve();

    WsgiHealthCheckValveTest() throws JMException {
        group = new ObjectName("WsgiHealthCheckValveTest:type=WSGIProcessGroup,name=shop");
    }

    @AfterEach
    void removeGroup() throws JMException {
        if (beans.isRegistered(group)) {
            beans.unregisterMBean(group);
        }
    }

    @Test
    void aTomcatWithoutPythonIsReadyWhenItsApplicationsAre() {
        assertThat(valve.isAvailable(container(LifecycleState.STARTED))).isTrue();
        assertThat(valve.isAvailable(container(LifecycleState.FAILED))).isFalse();
    }

    @Test
    void aGroupWithoutAReadyProcessIsNot() throws JMException {
        beans.registerMBean(new StandardMBean((Figures) () -> 1, Figures.class), group);
        assertThat(valve.isAvailable(container(LifecycleState.STARTED))).isTrue();

        beans.unregisterMBean(group);
        beans.registerMBean(new StandardMBean((Figures) () -> 0, Figures.class), group);
        assertThat(valve.isAvailable(container(LifecycleState.STARTED))).isFalse();
    }

    /** What the valve asks of a group's MBean; public for JMX. */
    public interface Figures {
        int getReady();
    }

    private static Container container(LifecycleState state) {
        return new StandardEngine() {
            @Override
            public LifecycleState getState() {
                return state;
            }
        };
    }
}
