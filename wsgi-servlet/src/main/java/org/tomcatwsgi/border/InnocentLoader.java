package org.tomcatwsgi.border;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.PrivilegedAction;
import javax.security.auth.Subject;

/**
 * Makes a class loader that knows nothing of who made it.
 *
 * <p>Up to Java 23 a URLClassLoader keeps the protection domains, and so the class loaders, of all classes on the stack of its constructor. One that lasts as long as the
 * JVM would so keep the web application that happened to be the first. Here the stack it sees has classes of the JDK only: it begins at {@link Subject}, and the
 * action is a method handle behind a proxy.
 */
final class InnocentLoader {

    private InnocentLoader() {
    }

    @SuppressWarnings("removal")
    static URLClassLoader of(String name, URL[] jars, ClassLoader parent) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // the proxy's class is defined there
        thread.setContextClassLoader(parent);
        try {
            MethodHandle constructor = MethodHandles.publicLookup()
                    .findConstructor(URLClassLoader.class, MethodType.methodType(void.class, String.class, URL[].class, ClassLoader.class));
            PrivilegedAction<?> make = MethodHandleProxies.asInterfaceInstance(
                    PrivilegedAction.class, MethodHandles.insertArguments(constructor, 0, name, jars, parent));
            return (URLClassLoader) Subject.doAsPrivileged(null, make, null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The class loader [" + name + "] cannot be made: " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
