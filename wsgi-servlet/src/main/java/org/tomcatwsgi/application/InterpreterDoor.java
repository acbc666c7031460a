package org.tomcatwsgi.application;

import java.nio.file.Path;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.border.WarmupRequest;

/** The interpreter side of the {@link Border}: opens application groups. One object per JVM, thread-safe. */
public final class InterpreterDoor implements Function<Map<String, Object>, Map<String, Object>> {

    /** The border that this side speaks. */
    public static final int VERSION = Border.VERSION;

    @Override
    @SuppressWarnings("removal")
    public Map<String, Object> apply(Map<String, Object> map) {
        // up to Java 23 a thread keeps the class loaders of all classes on the stack that made it: those of the web application end here
        return AccessController.doPrivileged((PrivilegedAction<Map<String, Object>>) () -> open(map));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> open(Map<String, Object> map) {
        // the engine unpacks Python's home once per JVM; its own default is a directory below the user's home, which a service account may not have
        System.getProperties().putIfAbsent("polyglot.engine.userResourceCache", Path.of((String) map.get(Border.SHARED_DIRECTORY), "resources").toString());
        GroupSettings settings = GroupSettings.fromMap(map);
        List<Application> applications = ((List<String[]>) map.get("applications")).stream().map(a -> new Application(a[0], a[1], a[2])).toList();
        BiConsumer<Level, String> log = (BiConsumer<Level, String>) map.get(Border.LOG);
        List<WarmupRequest> requests = ((List<Object[]>) map.get(Border.WARMUP)).stream().map(WarmupRequest::fromArray).toList();
        ApplicationGroup group = new ApplicationGroup(settings, log, applications, new Warmup(settings, requests, log));
        group.open();
        return Map.of(
                Border.GROUP_CALL, (Function<Object[], Object>) group::call,
                Border.GROUP_CLOSE, (Runnable) group::close,
                Border.GROUP_RELOAD, (Runnable) () -> group.reload("requested by the operator"),
                Border.GROUP_STACKS, (Supplier<String>) group::stacks,
                Border.GROUP_STATUS, (Supplier<Map<String, Object>>) group::status);
    }
}
