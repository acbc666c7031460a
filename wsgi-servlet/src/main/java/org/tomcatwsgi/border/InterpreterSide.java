package org.tomcatwsgi.border;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.logging.Level;
import org.tomcatwsgi.metrics.GroupMetrics;

/**
 * The JVM's one interpreter side, found or loaded.
 *
 * <p>Truffle's native library loads into one class loader per JVM, and a compiling runtime can never be unloaded: so the first web application that needs Python
 * loads it into a class loader of its own that belongs to the JVM, and all later ones, in whatever web application or Tomcat, use the same.
 */
public final class InterpreterSide {

    private static final String DOOR = "org.tomcatwsgi.application.InterpreterDoor";

    private final Function<Map<String, Object>, Map<String, Object>> open;
    private final String origin;

    private InterpreterSide(Function<Map<String, Object>, Map<String, Object>> open, String origin) {
        this.open = open;
        this.origin = origin;
    }

    /**
     * Returns the JVM's interpreter side, loading it first if need be.
     *
     * @throws IllegalStateException with a message for the operator
     */
    public static InterpreterSide get(InterpreterJars jars) {
        Properties properties = System.getProperties();
        // the one lock that web applications with different class loaders have in common
        synchronized (properties) {
            Object side = properties.get(Border.KEY);
            if (side == null) {
                side = load(jars);
                properties.put(Border.KEY, side);
            }
            return of((Map<?, ?>) side);
        }
    }

    /** Where the jars of the interpreter side were taken from. */
    public String origin() {
        return origin;
    }

    /**
     * Opens an application group, loads its applications and warms them up.
     *
     * @throws IllegalStateException with a message for the operator, if Python or an application cannot be loaded
     */
    public GroupHandle open(GroupSettings settings, List<Application> applications, List<WarmupRequest> warmup, BiConsumer<Level, String> log, Path shared) {
        Map<String, Object> map = settings.toMap();
        map.put("applications", applications.stream().map(a -> new String[] {a.kind(), a.target(), a.name()}).toList());
        map.put(Border.WARMUP, warmup.stream().map(WarmupRequest::toArray).toList());
        GroupMetrics metrics = new GroupMetrics();
        map.put(Border.LOG, metrics.errors().remembering(log));
        map.put(Border.SHARED_DIRECTORY, shared.toString());
        return new GroupHandle(settings, open.apply(map), metrics);
    }

    @SuppressWarnings("unchecked")
    private static InterpreterSide of(Map<?, ?> side) {
        String origin = (String) side.get(Border.SIDE_ORIGIN);
        if (!Integer.valueOf(Border.VERSION).equals(side.get(Border.SIDE_VERSION))) {
            throw new IllegalStateException("This web application's wsgi-servlet.jar (border version [" + Border.VERSION
                    + "]) cannot use the Python that the JVM has already loaded from [" + origin + "] (border version ["
                    + side.get(Border.SIDE_VERSION) + "]). Build both with the same version of Tomcat WSGI and restart Tomcat.");
        }
        return new InterpreterSide((Function<Map<String, Object>, Map<String, Object>>) side.get(Border.SIDE_OPEN), origin);
    }

    private static Map<String, Object> load(InterpreterJars jars) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        if (system.getResource("org/graalvm/polyglot/Context.class") != null && system.getResource(DOOR.replace('.', '/') + ".class") != null) {
            return side(system, "the class path");
        }
        Path directory = jars.directory();
        // never closed: the interpreter side lasts as long as the JVM
        @SuppressWarnings("resource")
        URLClassLoader loader = InnocentLoader.of("wsgi-interpreter", jars.files(directory).stream().map(InterpreterSide::url).toArray(URL[]::new), system);
        return side(loader, directory.toString());
    }

    private static Map<String, Object> side(ClassLoader loader, String origin) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Truffle finds its languages through the context class loader, and threads made now inherit it
        thread.setContextClassLoader(loader);
        try {
            Class<?> door = loader.loadClass(DOOR);
            return Map.of(
                    Border.SIDE_VERSION, door.getField("VERSION").get(null),
                    Border.SIDE_ORIGIN, origin,
                    Border.SIDE_OPEN, door.getConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("Python could not be loaded from [" + origin + "]: " + e
                    + ". The directory must hold wsgi-servlet.jar and the GraalPy jars of the same build.", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("The jar [" + file + "] has no URL: " + e.getMessage(), e);
        }
    }
}
