package org.tomcatwsgi.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.library.Library;

/**
 * One Python interpreter: a GraalPy context, the gateway loaded into it, and the thread that owns it.
 *
 * <p>The owner thread builds the context, loads the applications and then waits in Python for the end: GraalPy delivers weak reference callbacks only to the
 * thread that made the context, and only while it is inside. {@link #handle} may be called by any thread that has called {@link #enter}, {@link #visit} by any other.
 */
public final class Interpreter {

    private static final String OPEN = "import sys\n"
            + "def open(directory, *arguments):\n"
            + "    sys.path.insert(0, directory)\n"
            + "    try:\n"
            + "        import tomcatwsgi.embedded\n"
            + "    finally:\n"
            + "        sys.path.remove(directory)\n"
            + "    return tomcatwsgi.embedded.open_interpreter(*arguments)\n"
            + "open";

    private final InterpreterSettings settings;
    private final StandardInput standardInput = new StandardInput();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch unparked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Context context;
    private volatile boolean broken;
    private Value handle;
    private Value hook;
    private Value abandon;
    private Value load;
    private Value unpark;
    private Value files;
    private PythonStacks stacks;
    private GilProbe probe = GilProbe.unavailable();
    private Compilation compilation;
    private String version;

    private Interpreter(InterpreterSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts an interpreter and loads applications into it, in order.
     *
     * @throws IllegalStateException with a message for the operator if Python does not start or an application does not load; nothing is left behind
     */
    public static Interpreter open(InterpreterSettings settings, List<Application> applications) {
        Interpreter interpreter = new Interpreter(settings);
        Thread owner = new Thread(null, () -> interpreter.own(applications), "wsgi-owner [" + settings.displayName() + "] " + settings.id(), settings.stackBytes());
        owner.setDaemon(true);
        owner.setContextClassLoader(Engine.class.getClassLoader());
        owner.start();
        try {
            interpreter.ready.join();
            return interpreter;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalStateException known) {
                throw known;
            }
            throw new IllegalStateException("Python could not be started for application group [" + settings.displayName() + "]: " + e.getCause(), e.getCause());
        }
    }

    /** The calling thread enters the interpreter; it may then call {@link #handle} until it calls {@link #leave}. */
    public void enter() {
        context.enter();
    }

    public void leave() {
        context.leave();
    }

    /** The same as {@link #handle}, for a thread that is not inside and leaves again. */
    public Outcome visit(Transport transport, Application application, String[] environ) {
        try {
            context.enter();
        } catch (IllegalStateException | PolyglotException e) {
            return failure(e, transport);
        }
        try {
            return handle(transport, application, environ);
        } finally {
            try {
                context.leave();
            } catch (IllegalStateException e) {
                // closed by force while this thread was inside: nothing left to leave, and handle has said so
                broken = true;
            }
        }
    }

    /** Serves one request with one of the interpreter's applications, or calls a hook. Whatever goes wrong is in the log. */
    public Outcome handle(Transport transport, Application application, String[] environ) {
        Object[] arguments = new Object[environ.length + 4];
        arguments[0] = transport;
        arguments[1] = application.kind();
        arguments[2] = application.target();
        arguments[3] = application.name();
        System.arraycopy(environ, 0, arguments, 4, environ.length);
        transport.offerTo(standardInput);
        try {
            return outcome((application.isHook() ? hook : handle).execute(arguments));
        } catch (RuntimeException | Error e) {
            return failure(e, transport);
        } finally {
            // Python may have failed between the offer and the read
            standardInput.withdraw();
        }
    }

    private static Outcome outcome(Value result) {
        if (result.hasBufferElements()) {
            return new Outcome.Whole(result.as(byte[].class));
        }
        return switch (result.asString()) {
            case "done" -> new Outcome.Done();
            case "abort" -> new Outcome.Aborted();
            default -> new Outcome.Failed();
        };
    }

    /** Something that no except clause saw: a fault of GraalPy or the JVM, or the interpreter's forced end. One log record, and the thread goes on. */
    private Outcome failure(Throwable failure, Transport transport) {
        boolean ending = failure instanceof IllegalStateException || failure instanceof PolyglotException p && p.isCancelled();
        if (ending) {
            broken = true;
            settings.log().accept(Level.WARNING, "Request ended because its interpreter [" + settings.id() + "] was closed.");
        } else {
            settings.log().accept(Level.SEVERE, "Internal error in the interpreter while a request ran; the interpreter goes on.\n" + StackTrace.of(failure));
            try {
                abandon.execute();
            } catch (PolyglotException | IllegalStateException | Error e) {
                settings.log().accept(Level.WARNING, "The failed request's response could not be closed: " + e);
            }
        }
        return transport.headSent() ? new Outcome.Aborted() : new Outcome.Failed();
    }

    /** The source files of all imported modules. The calling thread must not be inside the interpreter. */
    public List<Path> files() {
        List<Path> paths = new ArrayList<>();
        for (String path : files.execute().asString().split("\n")) {
            if (!path.isEmpty()) {
                paths.add(Path.of(path));
            }
        }
        return paths;
    }

    /**
     * The Python stacks of its threads by their names, those of {@code wanted} if they can be had.
     *
     * @throws IllegalStateException if the interpreter does not answer
     */
    public Map<String, String> stacks(Set<String> wanted) {
        return stacks.read(wanted);
    }

    /** Whether the interpreter was ended from inside or by force and can serve no further request. */
    public boolean broken() {
        return broken;
    }

    public GilProbe probe() {
        return probe;
    }

    public Compilation compilation() {
        return compilation;
    }

    /** Implementation and version of Python: "GraalPy 25.0.3 (Python 3.12.8)". */
    public String version() {
        return version;
    }

    public String id() {
        return settings.id();
    }

    /**
     * Ends the interpreter: exit functions run, then the context is closed, by force after {@code patience}. The caller has made sure that no request is running or
     * accepts that it is cut off.
     */
    public void close(Duration patience) {
        Thread unparker = new Thread(this::unpark, "wsgi-close [" + settings.displayName() + "] " + settings.id());
        unparker.setDaemon(true);
        unparker.start();
        if (!awaitEnd(patience)) {
            settings.log().accept(Level.WARNING, "Interpreter [" + settings.id() + "] did not end within [" + patience.toSeconds()
                    + "] s (a thread of the application does not stop): it is ended by force.");
            Thread killer = new Thread(() -> context.close(true), "wsgi-kill [" + settings.displayName() + "] " + settings.id());
            killer.setDaemon(true);
            killer.start();
            if (!awaitEnd(patience.plusSeconds(5))) {
                settings.log().accept(Level.SEVERE, "Interpreter [" + settings.id() + "] cannot be ended: its threads stay until the JVM ends.");
            }
        }
    }

    private void unpark() {
        try {
            unpark.execute();
        } catch (PolyglotException | IllegalStateException e) {
            settings.log().accept(Level.FINE, "Interpreter [" + settings.id() + "] has already ended: " + e);
        } finally {
            unparked.countDown();
        }
    }

    private boolean awaitEnd(Duration patience) {
        try {
            return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void own(List<Application> applications) {
        try {
            Path modules = PythonFiles.write(settings.workDirectory());
            context = PythonContext.build(settings, standardInput);
            try {
                start(modules, applications);
            } catch (Throwable e) {
                context.close(true);
                throw e;
            }
            Value park = load.getMember("__self__").getMember("park");
            ready.complete(null);
            park(park);
        } catch (PolyglotException e) {
            ready.completeExceptionally(e.isCancelled() ? e : startFailure(e));
        } catch (Throwable e) {
            ready.completeExceptionally(e);
        } finally {
            broken = true;
            ended.countDown();
        }
    }

    private void start(Path modules, List<Application> applications) {
        context.initialize("python");
        compilation = Compilation.of(context.getEngine());
        context.enter();
        try {
            probe = GilProbe.ofEnteredContext();
        } finally {
            context.leave();
        }
        ProxyExecutable log = arguments -> {
            settings.log().accept(level(arguments[0].asString()), arguments[1].asString());
            return null;
        };
        ProxyExecutable server = arguments -> arguments[0].asString().equals("threads") ? threads() : settings.serverMetrics().get();
        Value open = context.eval(Source.newBuilder("python", OPEN, "<tomcatwsgi>").buildLiteral());
        Value python = open.execute(
                modules.toString(), log, server, new Library(), settings.group(), settings.id(), settings.threads(), settings.interpreters(), compilation.compiled(),
                settings.restrictStdin(), settings.restrictStdout(), settings.passServletRequest(), settings.slowRequests().toMillis() / 1000.0, settings.serverMetrics() != null,
                settings.home(), String.join("\n", settings.pythonPath()));
        version = python.getMember("version").execute().asString();
        handle = python.getMember("handle");
        hook = python.getMember("hook");
        abandon = python.getMember("abandon");
        load = python.getMember("load");
        unpark = python.getMember("unpark");
        files = python.getMember("files");
        stacks = new PythonStacks(settings.id(), python.getMember("stacks"));
        for (Application application : applications) {
            Value failure = load.execute(application.kind(), application.target(), application.name());
            if (!failure.isNull()) {
                throw new IllegalStateException("Application group [" + settings.displayName() + "]: " + failure.asString().strip());
            }
        }
    }

    private void park(Value park) {
        try {
            park.execute();
            // a context cannot be closed while the thread that unparked this one is still inside
            unparked.await();
            context.close();
        } catch (InterruptedException e) {
            context.close(true);
        } catch (PolyglotException | IllegalStateException e) {
            // cut off by close(), a thread that is still inside, or an exit function that fails: the context has to go either way
            if (!(e instanceof PolyglotException p && p.isCancelled())) {
                settings.log().accept(Level.WARNING, "Interpreter [" + settings.id() + "] is ended by force: " + e.getMessage());
            }
            context.close(true);
        }
    }

    private IllegalStateException startFailure(PolyglotException e) {
        return new IllegalStateException("Python could not be started for application group [" + settings.displayName() + "]: " + e.getMessage()
                + (settings.pythonHome().isEmpty() ? "" : ". Check pythonHome [" + settings.pythonHome() + "]."), e);
    }

    /** Identifier and name of every thread, a line each. */
    private static String threads() {
        StringBuilder lines = new StringBuilder();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            lines.append(lines.isEmpty() ? "" : "\n").append(thread.getId()).append(' ').append(thread.getName());
        }
        return lines.toString();
    }

    private static Level level(String name) {
        return switch (name) {
            case "ERROR" -> Level.SEVERE;
            case "WARNING" -> Level.WARNING;
            case "DEBUG" -> Level.FINE;
            default -> Level.INFO;
        };
    }
}
