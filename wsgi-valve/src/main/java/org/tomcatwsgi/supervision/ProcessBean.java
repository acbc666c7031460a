package org.tomcatwsgi.supervision;

/** A process as JMX sees it; the supervising thread brings it up to date. Thread-safe. */
final class ProcessBean implements DaemonProcessMXBean {

    private final String group;
    private final Supervisor supervisor;
    private volatile ProcessSnapshot present;

    ProcessBean(String group, Supervisor supervisor, ProcessSnapshot present) {
        this.group = group;
        this.supervisor = supervisor;
        this.present = present;
    }

    void update(ProcessSnapshot snapshot) {
        present = snapshot;
    }

    @Override
    public String getGroup() {
        return group;
    }

    @Override
    public long getPid() {
        return present.pid();
    }

    @Override
    public String getState() {
        return present.state().name();
    }

    @Override
    public String getLeaving() {
        return present.leaving();
    }

    @Override
    public String getFailure() {
        return present.failed();
    }

    @Override
    public String getPythonVersion() {
        return present.version();
    }

    @Override
    public long getHandled() {
        return present.handled();
    }

    @Override
    public int getRunning() {
        return present.running();
    }

    @Override
    public long getMemory() {
        return present.memory();
    }

    @Override
    public double getCpu() {
        return present.cpu();
    }

    @Override
    public double getAge() {
        return present.age().toMillis() / 1000.0;
    }

    @Override
    public void drain() {
        supervisor.drain(present.pid());
    }

    @Override
    public void evict() {
        supervisor.evict(present.pid());
    }

    @Override
    public String dumpStacks() {
        return Management.text(supervisor.dumpStacks(present.pid()), present.pid());
    }
}
