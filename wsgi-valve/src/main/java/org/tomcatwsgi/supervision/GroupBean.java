package org.tomcatwsgi.supervision;

import java.util.Map;
import java.util.function.Predicate;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.metrics.GroupMetrics;
import org.tomcatwsgi.metrics.Incident;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.metrics.RequestSummary;

/** A group as JMX sees it. Thread-safe. */
final class GroupBean implements ProcessGroupMXBean {

    private final GroupOptions options;
    private final Supervisor supervisor;
    private final Dispatcher dispatcher;
    private final GroupMetrics metrics;

    GroupBean(GroupOptions options, Supervisor supervisor, Dispatcher dispatcher, GroupMetrics metrics) {
        this.options = options;
        this.supervisor = supervisor;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
    }

    @Override
    public String getName() {
        return options.name();
    }

    @Override
    public int getReady() {
        return count(state -> state == ProcessState.READY);
    }

    @Override
    public int getStarting() {
        return count(state -> state == ProcessState.STARTING);
    }

    @Override
    public int getLeaving() {
        return count(state -> state.compareTo(ProcessState.READY) > 0);
    }

    @Override
    public int getThreads() {
        return options.threads();
    }

    @Override
    public int getRunning() {
        return supervisor.processes().stream().mapToInt(ProcessSnapshot::running).sum();
    }

    @Override
    public int getWaiting() {
        return dispatcher.waiting();
    }

    @Override
    public long getRefused() {
        return dispatcher.refusedForWant();
    }

    @Override
    public long getHandled() {
        return supervisor.handled();
    }

    @Override
    public long getMemory() {
        return supervisor.processes().stream().mapToLong(ProcessSnapshot::memory).sum();
    }

    @Override
    public Map<String, Long> getRestarts() {
        return supervisor.restarts();
    }

    @Override
    public Incident[] getLastRestarts() {
        return supervisor.latestRestarts();
    }

    @Override
    public RequestSummary getRequestSummary() {
        return metrics.requests().summary();
    }

    @Override
    public RequestInFlight[] getRequests() {
        long now = System.nanoTime();
        return dispatcher.targets().stream().flatMap(target -> target.requests().stream()
                .map(request -> RequestInFlight.of(request.label(), now - request.startNanos(), target.name()))).toArray(RequestInFlight[]::new);
    }

    @Override
    public Incident[] getLastErrors() {
        return metrics.errors().latest();
    }

    @Override
    public void reload() {
        supervisor.reload("an operator asked for it by JMX");
    }

    @Override
    public void drain(long pid) {
        supervisor.drain(pid);
    }

    @Override
    public void evict(long pid) {
        supervisor.evict(pid);
    }

    @Override
    public String dumpStacks(long pid) {
        return Management.text(supervisor.dumpStacks(pid), pid);
    }

    private int count(Predicate<ProcessState> which) {
        return (int) supervisor.processes().stream().filter(each -> which.test(each.state())).count();
    }
}
