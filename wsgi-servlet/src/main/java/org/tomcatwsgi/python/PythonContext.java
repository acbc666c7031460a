package org.tomcatwsgi.python;

import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.io.IOAccess;

/** Builds the polyglot contexts: every option that an interpreter runs with, and why. */
final class PythonContext {

    private PythonContext() {
    }

    /** A context with an engine of its own: on a shared engine only the first context gets GIL preemption, and closed ones leak (docs/decisions.md). */
    static Context build(InterpreterSettings settings, StandardInput standardInput) {
        Context.Builder builder = Context.newBuilder("python")
                .allowExperimentalOptions(true)
                // the container's objects have classes that nobody could annotate
                .allowHostAccess(settings.passServletRequest() ? HostAccess.ALL : HostAccess.EXPLICIT)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowIO(IOAccess.ALL)
                .allowCreateThread(true)
                .allowCreateProcess(true)
                .allowNativeAccess(true)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .environment(settings.environment())
                .currentWorkingDirectory(Path.of(settings.home().isEmpty() ? settings.directory() : settings.home()))
                .in(standardInput)
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .logHandler(new EngineLog(settings))
                .option("engine.WarnInterpreterOnly", "false")
                .option("engine.WarnVirtualThreadSupport", "false")
                .option("python.PosixModuleBackend", "java")
                .option("python.WarnExperimentalFeatures", "false")
                .option("python.StandardStreamEncoding", "utf-8")
                // GraalPy ships no byte code: without a cache every start parses the whole standard library
                .option("python.DontWriteBytecodeFlag", "false")
                .option("python.PyCachePrefix", settings.workDirectory().resolve("pycache").toString());
        if (!settings.pythonHome().isEmpty()) {
            builder.option("python.Executable", Path.of(settings.pythonHome(), "bin", "python").toString()).option("python.ForceImportSite", "true");
        }
        return builder.build();
    }

    /** What the engine itself has to say. */
    private static final class EngineLog extends Handler {

        // the compiler's queue keeps engines, and with them their logs, beyond the end of the context
        private final WeakReference<InterpreterSettings> settings;

        EngineLog(InterpreterSettings settings) {
            this.settings = new WeakReference<>(settings);
        }

        @Override
        public void publish(LogRecord record) {
            Level level = record.getLevel().intValue() >= Level.WARNING.intValue() ? Level.WARNING : Level.FINE;
            InterpreterSettings present = settings.get();
            if (present != null) {
                present.log().accept(level, record.getLoggerName() + ": " + record.getMessage());
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // the log is the server's
        }
    }
}
