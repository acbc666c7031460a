package org.tomcatwsgi.management;

import java.util.List;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.metrics.Incident;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.metrics.RequestSummary;

/** An application group as JMX sees it. Thread-safe. */
final class ApplicationGroupBean implements ApplicationGroupMXBean {

    private final GroupHandle group;

    ApplicationGroupBean(GroupHandle group) {
        this.group = group;
    }

    @Override
    public String getName() {
        return group.settings().displayName();
    }

    @Override
    public String getPythonVersion() {
        return status("version", String.class);
    }

    @Override
    public boolean isCompiled() {
        return status("compiled", Boolean.class);
    }

    @Override
    public String getCompilation() {
        return status("compilation", String.class);
    }

    @Override
    public int getGeneration() {
        return status("generation", Integer.class);
    }

    @Override
    public int getInterpreters() {
        return status("interpreters", Integer.class);
    }

    @Override
    public int getThreads() {
        return status("threads", Integer.class);
    }

    @Override
    public int getRunning() {
        return status("active", Integer.class);
    }

    @Override
    public int getWaiting() {
        return status("queued", Integer.class);
    }

    @Override
    public long getHandled() {
        return getRequestSummary().getServed();
    }

    @Override
    public long getMemory() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public RequestSummary getRequestSummary() {
        return group.metrics().requests().summary();
    }

    @Override
    public RequestInFlight[] getRequests() {
        return list("requests").stream()
                .map(each -> RequestInFlight.of((String) each[0], (Long) each[1], (String) each[2])).toArray(RequestInFlight[]::new);
    }

    @Override
    public Incident[] getReloads() {
        return list("reloads").stream().map(each -> new Incident((Long) each[0], (String) each[1])).toArray(Incident[]::new);
    }

    @Override
    public Incident[] getLastErrors() {
        return group.metrics().errors().latest();
    }

    @Override
    public void reload() {
        group.reload();
    }

    @Override
    public String dumpStacks() {
        return group.stacks();
    }

    private <T> T status(String key, Class<T> type) {
        return type.cast(group.status().get(key));
    }

    @SuppressWarnings("unchecked")
    private List<Object[]> list(String key) {
        return (List<Object[]>) group.status().get(key);
    }
}
