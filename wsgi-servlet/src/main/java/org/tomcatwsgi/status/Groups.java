package org.tomcatwsgi.status;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/** All groups of this JVM, found through the platform's MBeanServer: those of other web applications and of Valves are there, too. Thread-safe. */
final class Groups {

    private static final String[] EMBEDDED = {"Name", "PythonVersion", "Compiled", "Compilation", "Generation", "Interpreters", "Threads", "Running", "Waiting",
        "RequestSummary", "Requests", "Reloads", "LastErrors"};
    private static final String[] DAEMON = {"Name", "Ready", "Starting", "Leaving", "Threads", "Running", "Waiting", "Refused", "Memory", "Restarts", "LastRestarts",
        "RequestSummary", "Requests", "LastErrors"};
    private static final String[] PROCESS = {"Pid", "State", "Leaving", "Failure", "PythonVersion", "Handled", "Running", "Memory", "Cpu", "Age"};

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    /** The groups, in the order of their names. */
    List<Group> read() {
        List<Group> groups = new ArrayList<>();
        for (ObjectName bean : query("*:type=" + Group.EMBEDDED + ",*")) {
            groups.add(new Group(bean, View.of(server, bean, EMBEDDED), List.of()));
        }
        for (ObjectName bean : query("*:type=" + Group.DAEMON + ",*")) {
            groups.add(new Group(bean, View.of(server, bean, DAEMON), processes(bean)));
        }
        groups.removeIf(group -> group.view().isEmpty());
        groups.sort(Comparator.comparing(Group::name).thenComparing(group -> group.bean().getCanonicalName()));
        return groups;
    }

    /** The group whose MBean has this name. */
    Optional<Group> find(String bean) {
        return read().stream().filter(group -> group.bean().getCanonicalName().equals(bean)).findFirst();
    }

    /**
     * Has the group's MBean do something; returns its answer, null where it has none.
     *
     * @param pid the process that is meant, null for the group
     * @throws IllegalStateException with a message for the operator
     */
    Object invoke(Group group, String operation, Long pid) {
        try {
            return pid == null ? server.invoke(group.bean(), operation, new Object[0], new String[0])
                    : server.invoke(group.bean(), operation, new Object[] {pid}, new String[] {"long"});
        } catch (InstanceNotFoundException e) {
            throw new IllegalStateException("The group [" + group.name() + "] has just been removed.", e);
        } catch (RuntimeMBeanException | MBeanException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } catch (JMException e) {
            throw new IllegalStateException("The group [" + group.name() + "] cannot do that: " + e.getMessage(), e);
        }
    }

    private List<Group.Process> processes(ObjectName group) {
        return query(group.getDomain() + ":type=WSGIDaemonProcess,group=" + group.getKeyProperty("name") + ",*").stream()
                .sorted(Comparator.comparing(bean -> Long.valueOf(bean.getKeyProperty("process"))))
                .map(bean -> new Group.Process(bean.getKeyProperty("process"), View.of(server, bean, PROCESS)))
                .filter(process -> !process.view().isEmpty()).toList();
    }

    private Set<ObjectName> query(String pattern) {
        try {
            return server.queryNames(new ObjectName(pattern), null);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }
}
