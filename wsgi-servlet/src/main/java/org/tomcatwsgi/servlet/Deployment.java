package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.border.InterpreterSide;
import org.tomcatwsgi.border.WarmupRequest;
import org.tomcatwsgi.hooks.Access;
import org.tomcatwsgi.hooks.Hook;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.management.ManagedGroups;
import org.tomcatwsgi.settings.Settings;
import org.tomcatwsgi.settings.WorkDirectory;

/**
 * What one web application has of WSGI: its mounts and its application groups. Groups belong to the web application and end with it. Thread-safe.
 */
final class Deployment implements AutoCloseable {

    private static final String ATTRIBUTE = Deployment.class.getName();
    private static final String DEFAULTS_PREFIX = "wsgi.";
    // clients choose hosts: the number of groups must not grow with them (G-14)
    private static final int MOST_GROUPS = 32;

    private final ServletContext context;
    private final WebApplication site;
    // guarded by this; a group is opened outside the lock, so that nobody else waits for it
    private final Map<String, CompletableFuture<GroupHandle>> groups = new LinkedHashMap<>();
    private final Map<String, Mount> mounts = new LinkedHashMap<>();
    private final Set<Path> workDirectories = new LinkedHashSet<>();
    private final ManagedGroups managed;
    private boolean closed;

    private Deployment(ServletContext context) {
        this.context = context;
        this.site = WebApplication.of(context);
        this.managed = new ManagedGroups(context.getVirtualServerName(), context.getContextPath());
    }

    /** The web application's deployment, made at the first call. */
    static Deployment of(ServletContext context) {
        synchronized (context) {
            Deployment deployment = (Deployment) context.getAttribute(ATTRIBUTE);
            if (deployment == null) {
                deployment = new Deployment(context);
                context.setAttribute(ATTRIBUTE, deployment);
            }
            return deployment;
        }
    }

    /**
     * Reads the configuration of every WsgiServlet of the web application, starts their groups and loads their applications.
     *
     * @throws IllegalStateException listing what is wrong; nothing is left running then
     */
    void start(Collection<? extends ServletRegistration> servlets) {
        List<String> problems = new ArrayList<>();
        List<Mount> all = new ArrayList<>();
        for (ServletRegistration servlet : servlets) {
            try {
                Mount mount = mount(servlet.getName(), servlet.getInitParameters(), servlet.getMappings());
                all.add(mount);
                synchronized (this) {
                    mounts.put(servlet.getName(), mount);
                }
            } catch (IllegalStateException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join(" ", problems));
        }
        Map<String, GroupSettings> settings = new LinkedHashMap<>();
        Map<String, List<Application>> applications = new LinkedHashMap<>();
        Map<String, List<WarmupRequest>> warmups = new LinkedHashMap<>();
        for (Mount mount : all) {
            if (mount.loadsAtDeployment()) {
                GroupSettings wanted = mount.groupSettings();
                requireEqual(settings.putIfAbsent(wanted.name(), wanted), wanted);
                applications.computeIfAbsent(wanted.name(), name -> new ArrayList<>()).addAll(mount.preloaded());
                warmups.computeIfAbsent(wanted.name(), name -> new ArrayList<>()).addAll(mount.warmup());
            }
        }
        try {
            settings.forEach((name, wanted) -> group(wanted, applications.get(name), warmups.get(name)));
            all.forEach(Mount::openHooks);
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** The mount of a servlet; one that was added after {@link #start} gets its mount, and its group, now. */
    Mount mount(String servlet, Map<String, String> parameters) {
        Mount mount;
        synchronized (this) {
            mount = mounts.get(servlet);
            if (mount != null) {
                return mount;
            }
            mount = mount(servlet, parameters, List.of());
            mounts.put(servlet, mount);
        }
        try {
            if (mount.loadsAtDeployment()) {
                group(mount.groupSettings(), mount.preloaded(), mount.warmup());
            }
            mount.openHooks();
        } catch (IllegalStateException e) {
            synchronized (this) {
                // the next attempt must not find a mount without its hooks
                mounts.remove(servlet);
            }
            throw e;
        }
        return mount;
    }

    /**
     * What a WsgiAccessFilter asks.
     *
     * @throws IllegalStateException listing what is wrong with its parameters
     */
    Access access(String filter, Map<String, String> parameters) {
        Settings settings = new Settings(parameters);
        Optional<HookScript> script = HookScript.read(settings, "accessScript", site::resolve);
        Settings defaults = new Settings(defaults());
        GroupSettings group = WsgiConfig.group(defaults, site, defaults.withPrefix("env."));
        if (script.isEmpty()) {
            settings.problem("accessScript", "", "name the script that defines " + Access.FUNCTION);
        }
        List<String> problems = new ArrayList<>(settings.problems());
        problems.addAll(defaults.unreadable());
        if (!problems.isEmpty()) {
            throw new IllegalStateException("WsgiAccessFilter [" + filter + "] is misconfigured: " + String.join("; ", problems) + ".");
        }
        return new Access(hook(script.get(), group, Access.FUNCTION));
    }

    /**
     * A hook script in its application group: one that is there, whatever its settings, else one that is opened with the given ones.
     *
     * @throws IllegalStateException with a message for the operator
     */
    Hook hook(HookScript script, GroupSettings settings, String function) {
        return new Hook(script, groupOrNew(settings.withName(script.groupName(site.host())), List.of(script.hook(function))));
    }

    /** The group of this name, whatever its settings, opened with these if it is not there. */
    GroupHandle groupOrNew(GroupSettings settings, List<Application> applications) {
        CompletableFuture<GroupHandle> present;
        synchronized (this) {
            present = groups.get(settings.name());
        }
        return present == null ? group(settings, applications, List.of()) : join(present);
    }

    /** Whether a group of this name is there or may be made: clients choose the names of %{HOST}. */
    synchronized boolean hasRoomFor(String name) {
        return groups.containsKey(name) || groups.size() < MOST_GROUPS;
    }

    /**
     * The group with these settings, opened if it is not there, with what it is warmed up by.
     *
     * @throws IllegalStateException with a message for the operator
     */
    GroupHandle group(GroupSettings wanted, List<Application> applications, List<WarmupRequest> warmup) {
        CompletableFuture<GroupHandle> mine = new CompletableFuture<>();
        CompletableFuture<GroupHandle> present;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The web application [" + context.getContextPath() + "] is being stopped.");
            }
            present = groups.putIfAbsent(wanted.name(), mine);
        }
        if (present == null) {
            return open(wanted, applications, warmup, mine);
        }
        GroupHandle group = join(present);
        requireEqual(group.settings(), wanted);
        return group;
    }

    private static GroupHandle join(CompletableFuture<GroupHandle> group) {
        try {
            return group.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        List<CompletableFuture<GroupHandle>> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(groups.values());
        }
        managed.close();
        for (CompletableFuture<GroupHandle> group : last) {
            try {
                group.join().close();
            } catch (CompletionException e) {
                // whoever asked for the group was told why it could not be opened
                context.log("Nothing to close: " + e.getCause());
            }
        }
        synchronized (this) {
            groups.clear();
            mounts.clear();
            workDirectories.forEach(site::removeByteCode);
            workDirectories.clear();
        }
        context.removeAttribute(ATTRIBUTE);
    }

    private GroupHandle open(
            GroupSettings settings, List<Application> applications, List<WarmupRequest> warmup, CompletableFuture<GroupHandle> result) {
        try {
            Path work = Path.of(settings.workDirectory());
            WorkDirectory.create(work);
            synchronized (this) {
                workDirectories.add(work);
            }
            GroupHandle group = InterpreterSide.get(site.jars()).open(settings, applications, warmup, new GroupLog(settings.name()), shared(work));
            managed.add(group);
            result.complete(group);
            return group;
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                groups.remove(settings.name());
            }
            result.completeExceptionally(e);
            throw e;
        }
    }

    /** Python's unpacked home outlives this web application. */
    private Path shared(Path work) {
        if (!work.startsWith(site.root())) {
            return work;
        }
        WorkDirectory.create(site.work());
        return site.work();
    }

    private Mount mount(String servlet, Map<String, String> parameters, Collection<String> mappings) {
        Map<String, String> values = defaults();
        values.putAll(parameters);
        return new Mount(this, site, WsgiConfig.read(servlet, values, site), mappings);
    }

    private Map<String, String> defaults() {
        Map<String, String> values = new TreeMap<>();
        for (String name : Collections.list(context.getInitParameterNames())) {
            if (name.startsWith(DEFAULTS_PREFIX)) {
                values.put(name.substring(DEFAULTS_PREFIX.length()), context.getInitParameter(name));
            }
        }
        return values;
    }

    private static void requireEqual(GroupSettings present, GroupSettings wanted) {
        Map<String, Object> mine = wanted.toMap();
        // not equals(): Java 17 keeps the class of the record that was compared last, and so its class loader, in a cache of method types
        if (present == null || present.toMap().equals(mine)) {
            return;
        }
        List<String> differences = new ArrayList<>();
        present.toMap().forEach((name, value) -> {
            if (!value.equals(mine.get(name))) {
                differences.add(name + " [" + value + "] and [" + mine.get(name) + "]");
            }
        });
        throw new IllegalStateException("Servlets that share application group [" + wanted.name() + "] must agree on its settings, but differ in "
                + String.join(", ", differences) + ". Make them equal or give the servlets different groups.");
    }
}
