package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What JMX shows and does. */
class ManagementTest extends GroupTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    private ObjectName name() throws Exception {
        return new ObjectName("Tester:type=WSGIProcessGroup,name=" + ObjectName.quote(group.options().name));
    }

    private Set<ObjectName> processNames() throws Exception {
        return server.queryNames(new ObjectName("Tester:type=WSGIDaemonProcess,group=" + ObjectName.quote(group.options().name) + ",*"), null);
    }

    @Test
    void aGroupShowsItself() throws Exception {
        group.ready();
        group.ask("hello");
        ProcessGroupMXBean bean = JMX.newMXBeanProxy(server, name(), ProcessGroupMXBean.class);
        group.eventually(() -> bean.getHandled() == 1 && bean.getMemory() == 1000);
        assertThat(bean.getName()).isEqualTo(group.options().name);
        assertThat(bean.getReady()).isEqualTo(1);
        assertThat(bean.getStarting()).isZero();
        assertThat(bean.getLeaving()).isZero();
        assertThat(bean.getThreads()).isEqualTo(5);
        assertThat(bean.getRunning()).isZero();
        assertThat(bean.getWaiting()).isZero();
        assertThat(bean.getRefused()).isZero();
        long pid = group.pid();
        bean.reload();
        group.replaced(pid);
        assertThat(bean.getRestarts()).containsOnlyKeys("reload").containsEntry("reload", 1L);
        assertThat(bean.getLastRestarts()).singleElement().satisfies(restart -> assertThat(restart.getText()).startsWith("reload: ").contains(Long.toString(pid)));
        // who carries requests counts them: nobody does here
        assertThat(bean.getRequestSummary().getServed()).isZero();
        assertThat(bean.getRequestSummary().getResponses()).containsEntry("2xx", 0L);
        assertThat(bean.getRequests()).isEmpty();
        assertThat(bean.getLastErrors()).isEmpty();
        assertThat(bean.getHandled()).isEqualTo(1);
        assertThat(bean.dumpStacks(group.pid())).isEqualTo("all the stacks");
        assertThatThrownBy(() -> bean.dumpStacks(pid)).hasMessageContaining("There is no process [" + pid + "]");
    }

    @Test
    void aProcessShowsItselfWhileItLives() throws Exception {
        long pid = group.ready().pid();
        group.eventually(() -> processNames().size() == 1);
        ObjectName first = processNames().iterator().next();
        assertThat(first.getKeyProperty("process")).isEqualTo("1");
        DaemonProcessMXBean bean = JMX.newMXBeanProxy(server, first, DaemonProcessMXBean.class);
        group.eventually(() -> bean.getMemory() == 1000);
        assertThat(bean.getGroup()).isEqualTo(group.options().name);
        assertThat(bean.getPid()).isEqualTo(pid);
        assertThat(bean.getState()).isEqualTo("READY");
        assertThat(bean.getLeaving()).isEmpty();
        assertThat(bean.getFailure()).isEmpty();
        assertThat(bean.getPythonVersion()).isEqualTo("Fake 1.0");
        assertThat(bean.getCpu()).isEqualTo(0.5);
        assertThat(bean.getAge()).isPositive();
        assertThat(bean.getHandled()).isZero();
        assertThat(bean.getRunning()).isZero();
        assertThat(bean.dumpStacks()).isEqualTo("all the stacks");
        bean.evict();
        group.replaced(pid);
        group.eventually(() -> processNames().size() == 1 && !processNames().contains(first));
    }

    @Test
    void nothingIsLeftRegistered() throws Exception {
        group.ready();
        group.close();
        assertThat(server.isRegistered(name())).isFalse();
        assertThat(processNames()).isEmpty();
    }
}
