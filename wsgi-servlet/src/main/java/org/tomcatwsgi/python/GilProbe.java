package org.tomcatwsgi.python;

import java.lang.reflect.Field;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells whether some thread holds an interpreter's GIL. A thread inside Python while nobody holds the GIL is one that waits: in a sleep, on a socket, on a lock.
 *
 * <p>GraalPy has no public way to ask. Its GIL is a ReentrantLock in a private field; {@link #unavailable} stands in where a version hides it elsewhere.
 */
public final class GilProbe {

    private final ReentrantLock gil;

    private GilProbe(ReentrantLock gil) {
        this.gil = gil;
    }

    /** The probe of the context that the calling thread has entered. */
    static GilProbe ofEnteredContext() {
        try {
            Class<?> context = Class.forName("com.oracle.graal.python.runtime.PythonContext");
            Class<?> node = Class.forName("com.oracle.truffle.api.nodes.Node");
            Object current = context.getMethod("get", node).invoke(null, (Object) null);
            Field field = context.getDeclaredField("globalInterpreterLock");
            field.setAccessible(true);
            return new GilProbe((ReentrantLock) field.get(current));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return unavailable();
        }
    }

    static GilProbe unavailable() {
        return new GilProbe(null);
    }

    /** Whether {@link #held} can tell. */
    public boolean available() {
        return gil != null;
    }

    public boolean held() {
        return gil == null || gil.isLocked();
    }
}
