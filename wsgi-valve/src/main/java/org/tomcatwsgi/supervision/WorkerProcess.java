package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An operating system process that speaks the control channel (docs/daemon-protocol.md, section 2): its streams, its end, signals to it. Its listener is called by
 * threads that end with the process's streams. Everything else is for one thread.
 */
final class WorkerProcess {

    private static final int LONGEST_REPORT = 8 * 1024 * 1024;
    private static final int LONGEST_ERROR_LINE = 8 * 1024;

    private final Process process;
    private final String label;
    private final Listener listener;
    private final StandardError error;
    private volatile boolean settled;
    private boolean inputClosed;

    /** Who hears of it. */
    interface Listener {

        void report(Report report);

        /** No further report will come. */
        void reportsEnded();

        /** No further line of standard error will come. */
        void errorsEnded();

        /** It is gone. */
        void exited(int exitValue);
    }

    private WorkerProcess(Process process, String label, Listener listener, Consumer<String> errorLog) {
        this.process = process;
        this.label = label;
        this.listener = listener;
        this.error = new StandardError(errorLog);
    }

    /**
     * Starts one.
     *
     * @param environment all of its environment variables
     * @param directory   its working directory
     * @param label       names its threads
     * @param errorLog    takes the lines of its standard error
     * @throws IOException if there is no such program, or no process can be made
     */
    static WorkerProcess start(
            List<String> command, Map<String, String> environment, Path directory, String label, Listener listener, Consumer<String> errorLog)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new WorkerProcess(builder.start(), label, listener, errorLog);
    }

    /**
     * Sends the first line and begins to listen. Call it when the listener is ready to hear.
     *
     * @param settings the first line: it may be longer than the pipe holds, and the process may not read
     */
    void listen(Map<String, Object> settings) {
        thread("control", () -> {
            try {
                send(settings);
                settled = true;
            } catch (IOException e) {
                // it has ended, or will be ended because it is not ready in time
            }
            control();
        }).start();
        thread("stderr", this::errors).start();
        process.onExit().thenAccept(ended -> listener.exited(ended.exitValue()));
    }

    long pid() {
        return process.pid();
    }

    /** The last lines of its standard error. */
    List<String> lastErrors() {
        return error.last();
    }

    /**
     * Sends an order. Orders are short and few, so that the pipe has room for them even if nobody reads it.
     *
     * @throws IOException if it has closed its standard input, or has not read its settings yet
     */
    void order(Map<String, Object> order) throws IOException {
        if (inputClosed || !settled) {
            throw new IOException("no order can be sent");
        }
        try {
            send(order);
        } catch (IOException e) {
            inputClosed = true;
            throw e;
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGABRT, at which Python prints all its stacks; falls back to {@link #kill} where the machine has no shell. */
    void abort() {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -ABRT \"$0\"", Long.toString(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            kill();
        }
    }

    private void send(Map<String, Object> line) throws IOException {
        byte[] bytes = (Json.write(line) + "\n").getBytes(StandardCharsets.US_ASCII);
        OutputStream in = process.getOutputStream();
        in.write(bytes);
        in.flush();
    }

    private void control() {
        try (InputStream out = process.getInputStream()) {
            LineReader lines = new LineReader(out, LONGEST_REPORT);
            for (String line = lines.next(); line != null; line = lines.next()) {
                listener.report(Report.of(line));
            }
        } catch (IOException e) {
            // the process has ended
        } finally {
            listener.reportsEnded();
        }
    }

    private void errors() {
        try (InputStream err = process.getErrorStream()) {
            LineReader lines = new LineReader(err, LONGEST_ERROR_LINE);
            for (String line = lines.next(); line != null; line = lines.next()) {
                error.line(line);
            }
        } catch (IOException e) {
            // the process has ended
        } finally {
            listener.errorsEnded();
        }
    }

    private Thread thread(String role, Runnable work) {
        return SupervisionThread.of("wsgi-" + role + " [" + label + "]", work);
    }
}
