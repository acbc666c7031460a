package org.tomcatwsgi.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;

/**
 * A worker process of daemon mode on GraalPy: runs {@code wsgi-worker.py}, which is the same program as on CPython, in a JVM of its own.
 *
 * <p>{@code java OPTIONS -cp 'wsgi-runtime/*' org.tomcatwsgi.python.GraalPyWorker WORKDIRECTORY TITLE}. Any arguments other than one title are those of
 * {@code wsgi-worker.py} itself. Ends with the program's exit code, and when the process that started it has ended.
 */
public final class GraalPyWorker {

    // as many bytes as Python's own limit of recursion needs, as in embedded mode
    private static final long STACK_BYTES = 16L << 20;
    // the worker itself notices the end of its standard input, and has 2 s for exit functions
    private static final Duration GRACE = Duration.ofSeconds(4);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final String RUN = "import runpy, sys\n"
            + "sys.path.insert(0, sys.argv[0].rpartition('/')[0])\n"
            + "runpy.run_path(sys.argv[0], run_name='__main__')\n";

    private GraalPyWorker() {
    }

    /** Runs the worker; does not return. */
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("GraalPyWorker needs a work directory and a title: GraalPyWorker WORKDIRECTORY TITLE");
            Runtime.getRuntime().halt(2);
        }
        endWithParent();
        new Thread(null, () -> Runtime.getRuntime().halt(run(arguments)), "wsgi-main", STACK_BYTES).start();
    }

    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            Thread watch = new Thread(() -> awaitEnd(parent.pid()), "wsgi-parent-watch");
            watch.setDaemon(true);
            watch.start();
        });
    }

    /** Asks for the parent each second: a killed one may live on as a zombie that still has its pid. */
    private static void awaitEnd(long parent) {
        while (ProcessHandle.current().parent().filter(present -> present.pid() == parent).isPresent()) {
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        LockSupport.parkNanos(GRACE.toNanos());
        Runtime.getRuntime().halt(1);
    }

    /** Runs Python and returns the exit code. The context is never closed: the process ends, and with it what is still running. */
    private static int run(String[] arguments) {
        Path workDirectory = Path.of(arguments[0]).toAbsolutePath();
        List<String> command = new ArrayList<>();
        try {
            command.add(PythonFiles.write(workDirectory).resolve(PythonFiles.WORKER).toString());
            Engine engine = Engine.newBuilder("python")
                    .allowExperimentalOptions(true)
                    .logHandler(new ErrorStream())
                    .option("engine.WarnInterpreterOnly", "false")
                    .option("engine.WarnVirtualThreadSupport", "false")
                    .build();
            if (Compilation.of(engine).compiled()) {
                command.add("--compiled");
            }
            if (arguments.length == 2) {
                command.add("--supervised");
            }
            command.addAll(List.of(arguments).subList(1, arguments.length));
            context(engine, workDirectory, command.toArray(String[]::new)).eval(Source.newBuilder("python", RUN, "<wsgi-worker>").buildLiteral());
            return 0;
        } catch (PolyglotException e) {
            if (e.isExit()) {
                return e.getExitStatus();
            }
            System.err.println(StackTrace.of(e));
        } catch (RuntimeException e) {
            System.err.println("The worker cannot start: " + e);
        }
        return 1;
    }

    /**
     * Everything is allowed, as in any Python process: the process itself is the border. The engine's mode is the default: with engine.Mode=latency it served
     * 1200 to 4200 small requests a second in the first 24 s, without it 5800 to 10800 (JDK 25, two busy cores), and was ready hardly sooner.
     */
    private static Context context(Engine engine, Path workDirectory, String[] command) {
        return Context.newBuilder("python")
                .engine(engine)
                .arguments("python", command)
                .allowAllAccess(true)
                .allowExperimentalOptions(true)
                // the Java one has no Unix sockets, and no descriptors that outlive it
                .option("python.PosixModuleBackend", "native")
                .option("python.WarnExperimentalFeatures", "false")
                .option("python.StandardStreamEncoding", "utf-8")
                // GraalPy ships no byte code: without a cache every start parses the whole standard library
                .option("python.DontWriteBytecodeFlag", "false")
                .option("python.PyCachePrefix", workDirectory.resolve("pycache").toString())
                .build();
    }

    /** What the engine has to say, a line each: standard error is the server's log. */
    private static final class ErrorStream extends Handler {

        @Override
        public void publish(LogRecord record) {
            // that the native backend uses the process's own descriptors is why it was chosen
            if (record.getLevel().intValue() >= Level.WARNING.intValue() && !record.getMessage().startsWith("Native Posix backend")) {
                System.err.println(record.getLoggerName() + ": " + record.getMessage());
            }
        }

        @Override
        public void flush() {
            System.err.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
