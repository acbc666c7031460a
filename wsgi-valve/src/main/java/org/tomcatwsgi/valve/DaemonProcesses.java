package org.tomcatwsgi.valve;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.fastcgi.LocalServer;
import org.tomcatwsgi.metrics.GroupMetrics;
import org.tomcatwsgi.python.PythonFiles;
import org.tomcatwsgi.settings.WorkDirectory;
import org.tomcatwsgi.supervision.GroupOptions;
import org.tomcatwsgi.supervision.ProcessSnapshot;
import org.tomcatwsgi.supervision.ProcessState;
import org.tomcatwsgi.supervision.Supervisor;

/** The daemon processes of a group. */
final class DaemonProcesses implements Backend {

    private final GroupOptions options;
    private final Supervisor supervisor;

    /**
     * Prepares the directory that the processes run from.
     *
     * @param domain  JMX domain of the group's MBeans
     * @param metrics of the requests to the group
     * @throws IllegalStateException with a message for the operator if no process can be started with these options
     */
    DaemonProcesses(GroupOptions options, Dispatcher dispatcher, BiConsumer<Level, String> log, String domain, GroupMetrics metrics) {
        this.options = options;
        WorkDirectory.create(options.workDirectory());
        Path program = PythonFiles.write(options.workDirectory()).resolve(PythonFiles.WORKER);
        this.supervisor = new Supervisor(options, program, dispatcher, LocalServer::new, log, domain, metrics);
    }

    @Override
    public void start() {
        supervisor.start();
        supervisor.awaitReady(options.recycling().startupTimeout());
    }

    @Override
    public void stop() {
        supervisor.stop();
    }

    @Override
    public void used(Application application) {
        supervisor.used(application);
    }

    @Override
    public void reload(String reason) {
        supervisor.reload(reason);
    }

    @Override
    public String failure() {
        List<ProcessSnapshot> ready = supervisor.processes().stream().filter(process -> process.state() == ProcessState.READY).toList();
        if (ready.isEmpty()) {
            return "No process of the group is ready.";
        }
        return ready.stream().anyMatch(process -> process.failed().isEmpty()) ? "" : ready.get(0).failed();
    }
}
