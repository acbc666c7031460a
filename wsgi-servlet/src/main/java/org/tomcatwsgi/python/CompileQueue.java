package org.tomcatwsgi.python;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Tells whether Python functions wait for the compiler, in whatever interpreter of the JVM.
 *
 * <p>The polyglot API has no way to ask. Truffle's runtime has a public method; where a version has none, or nothing is compiled, nothing ever waits.
 */
final class CompileQueue {

    private final MethodHandle size;

    private CompileQueue(MethodHandle size) {
        this.size = size;
    }

    static CompileQueue find() {
        try {
            Object runtime = Class.forName("com.oracle.truffle.api.Truffle").getMethod("getRuntime").invoke(null);
            Class<?> compiling = Class.forName("com.oracle.truffle.runtime.OptimizedTruffleRuntime");
            if (compiling.isInstance(runtime)) {
                MethodHandle handle = MethodHandles.publicLookup().findVirtual(compiling, "getCompilationQueueSize", MethodType.methodType(int.class));
                return new CompileQueue(handle.bindTo(runtime));
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            // as without a compiler
        }
        return new CompileQueue(MethodHandles.constant(int.class, 0));
    }

    boolean isEmpty() {
        try {
            return (int) size.invokeExact() == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("Truffle does not tell the length of its compile queue", e);
        }
    }
}
