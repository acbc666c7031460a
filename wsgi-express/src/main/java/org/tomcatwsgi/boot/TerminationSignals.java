package org.tomcatwsgi.boot;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Runs an action when the process is asked to end: SIGTERM, SIGINT (Ctrl-C) or SIGHUP (the terminal was closed).
 *
 * <p>A shutdown hook would not do: the JVM then ends with 143 however well the server ended, and the hook of
 * java.util.logging runs beside it and swallows the last messages. Signals that are ignored from outside (nohup) stay ignored.
 */
public final class TerminationSignals {

    private static final String HANG_UP = "HUP";

    private static final List<String> NAMES = List.of("TERM", "INT", HANG_UP);

    private TerminationSignals() {
    }

    /** Runs the action, in a thread of its own, at each such signal from now on. A signal that the JVM withholds (-Xrs) keeps its default action. */
    public static void onTermination(Runnable action) {
        handle(NAMES, action);
    }

    /** Runs the action, in a thread of its own, at each SIGHUP from now on, instead of the one of {@link #onTermination}. */
    public static void onHangUp(Runnable action) {
        handle(List.of(HANG_UP), action);
    }

    private static void handle(List<String> names, Runnable action) {
        // By reflection, because javac warns of each use of sun.misc and the build allows no warnings.
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                    (self, method, arguments) -> invoke(self, method, arguments, action));
            for (String name : names) {
                handle(name, handler, proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The module jdk.unsupported is missing.", e);
        }
    }

    private static void handle(String name, Class<?> handler, Object proxy) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        try {
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw e;
            }
        }
    }

    private static Object invoke(Object self, Method method, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "TerminationSignals";
        };
    }
}
