package org.tomcatwsgi.valve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.border.InterpreterJars;
import org.tomcatwsgi.border.InterpreterSide;
import org.tomcatwsgi.hooks.Hook;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.settings.WorkDirectory;

/**
 * The application groups that hooks of an engine run in: embedded ones, in daemon mode as well, as in mod_wsgi, which asks hooks in the server's process. Those of
 * a web application are its own; all others are shared by name. Thread-safe.
 *
 * <p>One object per engine, which keeps it as a listener: containers have no other place for what belongs to them.
 */
final class HookGroups implements LifecycleListener {

    // guarded by this
    private final Map<String, Shared> groups = new HashMap<>();

    private static final class Shared {

        private final GroupHandle group;
        private int users;

        Shared(GroupHandle group) {
            this.group = group;
        }
    }

    private HookGroups() {
    }

    static HookGroups of(Container container) {
        Engine engine = Place.engine(container);
        synchronized (engine) {
            for (LifecycleListener listener : engine.findLifecycleListeners()) {
                if (listener instanceof HookGroups groups) {
                    return groups;
                }
            }
            HookGroups groups = new HookGroups();
            engine.addLifecycleListener(groups);
            return groups;
        }
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        // whoever uses a group gives it back when it stops
    }

    /**
     * A hook script in its application group, which is opened unless it is there.
     *
     * @param settings those of the group; its name in them is a placeholder
     * @throws IllegalStateException with a message for the operator
     */
    OpenHook open(HookScript script, String function, GroupSettings settings, Place place) {
        GroupSettings wanted = settings.withName(script.groupName(place.host()));
        String key = (place.inContext() ? place.host() + place.contextPath() : "") + "|" + wanted.name();
        synchronized (this) {
            Shared shared = groups.get(key);
            if (shared == null) {
                shared = new Shared(open(script, function, wanted, place.catalinaBase(), jars(place)));
                groups.put(key, shared);
            } else {
                requireEqual(shared.group.settings(), wanted, script);
            }
            shared.users++;
            return new OpenHook(new Hook(script, shared.group), () -> release(key));
        }
    }

    private synchronized void release(String key) {
        Shared shared = groups.get(key);
        if (--shared.users == 0) {
            groups.remove(key);
            shared.group.close();
        }
    }

    private static GroupHandle open(HookScript script, String function, GroupSettings settings, Path catalinaBase, InterpreterJars jars) {
        try {
            WorkDirectory.create(Path.of(settings.workDirectory()));
            Path shared = WorkDirectory.standard(catalinaBase);
            WorkDirectory.create(shared);
            return InterpreterSide.get(jars).open(settings, List.of(script.hook(function)), List.of(), new GroupLog(settings.name()), shared);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(script.setting() + " [" + script.file() + "] cannot be used; hooks run on GraalPy inside Tomcat, also where"
                    + " daemon processes serve the applications. " + e.getMessage(), e);
        }
    }

    private static InterpreterJars jars(Place place) {
        return new InterpreterJars(place.catalinaBase(), place.resolve("WEB-INF").resolve("wsgi-runtime"), WorkDirectory.standard(place.catalinaBase()));
    }

    private static void requireEqual(GroupSettings present, GroupSettings wanted, HookScript script) {
        Map<String, Object> mine = wanted.toMap();
        List<String> differences = new ArrayList<>();
        present.toMap().forEach((name, value) -> {
            if (!value.equals(mine.get(name))) {
                differences.add(name + " [" + value + "] and [" + mine.get(name) + "]");
            }
        });
        if (!differences.isEmpty()) {
            throw new IllegalStateException(script.setting() + " [" + script.file() + "] shares application group [" + wanted.displayName()
                    + "] with another hook, but they differ in " + String.join(", ", differences)
                    + ". Make them equal, or write application-group=NAME behind the script's path.");
        }
    }
}
