package org.tomcatwsgi.valve;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.fastcgi.LocalServer;
import org.tomcatwsgi.python.PythonFiles;
import org.tomcatwsgi.settings.WorkDirectory;
import org.tomcatwsgi.supervision.GroupOptions;
import org.tomcatwsgi.supervision.Supervisor;

/** The daemon processes of a group. */
final class DaemonProcesses implements Backend {

    private final GroupOptions options;
    private final Supervisor supervisor;

    /**
     * Prepares the directory that the processes run from.
     *
     * @param domain JMX domain of the MBeans
     * @throws IllegalStateException with a message for the operator if no process can be started with these options
     */
    DaemonProcesses(GroupOptions options, Dispatcher dispatcher, BiConsumer<Level, String> log, String domain) {
        this.options = options;
        WorkDirectory.create(options.workDirectory());
        Path program = PythonFiles.write(options.workDirectory()).resolve(PythonFiles.WORKER);
        this.supervisor = new Supervisor(options, program, dispatcher, LocalServer::new, log, domain);
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
}
