package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.logging.Level;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.dispatch.Target;
import org.tomcatwsgi.fastcgi.FastCgiConnection;

/** Makes the processes of a group. Used by the supervising thread only. */
final class Spawner {

    private final GroupOptions options;
    private final WorkerCommand command;
    private final SocketDirectory directory;
    private final Dispatcher dispatcher;
    private final Function<Path, FastCgiConnection.Factory> connections;
    private final BiConsumer<Level, String> log;
    private int last;

    Spawner(GroupOptions options, Path program, Dispatcher dispatcher, Function<Path, FastCgiConnection.Factory> connections, BiConsumer<Level, String> log) {
        this.options = options;
        this.command = new WorkerCommand(options, program);
        this.directory = new SocketDirectory(options.identity().user());
        this.dispatcher = dispatcher;
        this.connections = connections;
        this.log = log;
    }

    /**
     * Starts a process.
     *
     * @param events what is reported of it goes there
     * @throws IOException with one sentence for the operator
     */
    DaemonProcess spawn(ProcessEvents events) throws IOException {
        int number = ++last;
        Path socket;
        try {
            socket = directory.socket(number);
        } catch (IOException | RuntimeException e) {
            throw new IOException("The directory of the sockets cannot be created (" + e + "): set java.io.tmpdir to a directory with room that Tomcat's user may write.", e);
        }
        ProcessListener listener = new ProcessListener(events, log);
        WorkerProcess worker = start(number, listener);
        try {
            Target target = options.threads() == 0
                    ? null : new Target("process " + number + " (pid " + worker.pid() + ")", options.threads(), connections.apply(socket));
            DaemonProcess process = new DaemonProcess(options, number, socket, worker, target, dispatcher, log);
            listener.of(process);
            worker.listen(WorkerSettings.of(options, number, socket));
            return process;
        } catch (RuntimeException | Error e) {
            // no memory for a thread, say: nobody would listen to it
            worker.kill();
            throw new IOException("Process " + number + " of '" + options.name() + "' cannot be listened to (" + e + ").", e);
        }
    }

    private WorkerProcess start(int number, WorkerProcess.Listener listener) throws IOException {
        try {
            return WorkerProcess.start(
                    command.line(), command.environment(), command.directory(), options.name() + " " + number, listener, line -> log.accept(Level.WARNING, line));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw new IOException("Process " + number + " of '" + options.name() + "' cannot be started with " + command.setting() + " in the directory ["
                    + command.directory() + "] (" + e.getMessage() + "): correct the setting, or what the reason names.", e);
        }
    }

    /** Cleans up; all processes have ended. */
    void close() {
        try {
            directory.delete();
        } catch (IOException e) {
            log.accept(Level.WARNING, "The directory [" + directory.path() + "] of the sockets cannot be removed: " + e + ". Remove it.");
        }
    }
}
