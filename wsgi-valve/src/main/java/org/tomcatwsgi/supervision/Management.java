package org.tomcatwsgi.supervision;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The MBeans of a group and of its processes in the platform's MBeanServer. Used by the supervising thread only. */
final class Management {

    private static final long PATIENCE_SECONDS = 5;

    private final String domain;
    private final String group;
    private final Supervisor supervisor;
    private final BiConsumer<Level, String> log;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Map<Integer, ProcessBean> beans = new HashMap<>();
    // only what is ours is removed
    private final Set<ObjectName> registered = new HashSet<>();

    Management(String domain, String group, Supervisor supervisor, BiConsumer<Level, String> log) {
        this.domain = domain;
        this.group = group;
        this.supervisor = supervisor;
        this.log = log;
    }

    void open(GroupBean bean) {
        register(bean, groupName());
    }

    /** Has a bean for each of the processes, and none for others. */
    void update(List<ProcessSnapshot> processes) {
        Set<Integer> gone = new HashSet<>(beans.keySet());
        for (ProcessSnapshot process : processes) {
            gone.remove(process.number());
            ProcessBean bean = beans.get(process.number());
            if (bean == null) {
                bean = new ProcessBean(group, supervisor, process);
                beans.put(process.number(), bean);
                register(bean, processName(process.number()));
            } else {
                bean.update(process);
            }
        }
        for (Integer number : gone) {
            beans.remove(number);
            unregister(processName(number));
        }
    }

    void close() {
        update(List.of());
        unregister(groupName());
    }

    /** Waits for an answer, for a caller that cannot wait for ever. */
    static String text(CompletableFuture<String> answer, long pid) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Process [" + pid + "] has not answered within [" + PATIENCE_SECONDS + "] s.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while process [" + pid + "] was to answer.");
        }
    }

    private ObjectName groupName() {
        return name("type=WSGIProcessGroup,name=" + ObjectName.quote(group));
    }

    private ObjectName processName(int process) {
        return name("type=WSGIDaemonProcess,group=" + ObjectName.quote(group) + ",process=" + process);
    }

    private ObjectName name(String properties) {
        try {
            return new ObjectName(domain + ":" + properties);
        } catch (JMException e) {
            throw new IllegalStateException("The domain [" + domain + "] cannot be part of an MBean's name.", e);
        }
    }

    private void register(Object bean, ObjectName name) {
        try {
            server.registerMBean(bean, name);
            registered.add(name);
        } catch (JMException e) {
            log.accept(Level.WARNING, "The MBean [" + name + "] cannot be registered: " + e + ". The group runs without it.");
        }
    }

    private void unregister(ObjectName name) {
        if (!registered.remove(name)) {
            return;
        }
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // Tomcat removes what is left of a domain at its own end
        } catch (JMException e) {
            log.accept(Level.WARNING, "The MBean [" + name + "] cannot be removed: " + e);
        }
    }
}
