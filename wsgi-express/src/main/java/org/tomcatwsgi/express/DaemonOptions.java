package org.tomcatwsgi.express;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that only daemon mode has, by their names in mod_wsgi-express; each is an attribute of WsgiDaemonValve. */
final class DaemonOptions {

    /** The options that make sense with --server. */
    static final Set<String> OF_SERVERS = Set.of("--server", "--process-group", "--connect-timeout", "--socket-timeout", "--daemon-backlog");

    private static final Set<String> SETTINGS_OF_SERVERS = Set.of("script", "application", "callableObject", "staticFiles", "threads", "queueTimeout",
            "trustedProxies", "trustedProxyHeaders", "limitRequestBody", "errorOverride", "mapHeadToGet");

    @Option(names = "--processes", paramLabel = "N|N-M",
            description = "Daemon mode: run Python in so many processes; with a range, as 1-4, more are started while requests queue.")
    private String processes;

    @Option(names = "--server", paramLabel = "ADDRESS",
            description = "Instead of --processes: a FastCGI server that somebody else runs, as unix:/path or tcp:host:port. Repeatable.")
    private final List<String> servers = new ArrayList<>();

    @Option(names = "--python", paramLabel = "PYTHON", description = "graalpy, or the file or name of a Python (python3; graalpy where there is none).")
    private String python;

    @Option(names = "--process-group", paramLabel = "NAME", description = "The name of the process group in logs and MBeans (HOST:PORT).")
    private String processGroup;

    @Option(names = "--maximum-requests", paramLabel = "N", description = "Replace a process after so many requests (0: never).")
    private Long maximumRequests;

    @Option(names = "--restart-interval", paramLabel = "SECONDS", description = "Replace a process at this age (0: never).")
    private BigDecimal restartInterval;

    @Option(names = "--inactivity-timeout", paramLabel = "SECONDS", description = "Replace a process that was idle so long after its first request (0: never).")
    private BigDecimal inactivityTimeout;

    @Option(names = "--startup-timeout", paramLabel = "SECONDS", description = "Give up a process that has not loaded the application by then (15; GraalPy 120).")
    private BigDecimal startupTimeout;

    @Option(names = "--deadlock-timeout", paramLabel = "SECONDS", description = "Replace a process in which no Python thread got to run for so long (60; 0: never).")
    private BigDecimal deadlockTimeout;

    @Option(names = "--interrupt-timeout", paramLabel = "SECONDS",
            description = "At the --request-timeout, interrupt the request, and replace the process if it has not ended by then (0: replace the process).")
    private BigDecimal interruptTimeout;

    @Option(names = "--eviction-timeout", paramLabel = "SECONDS", description = "How long requests of a process may run on that an operator evicts (as --graceful-timeout).")
    private BigDecimal evictionTimeout;

    @Option(names = "--connect-timeout", paramLabel = "SECONDS", description = "Answer 503 when no process could be reached for so long (15).")
    private BigDecimal connectTimeout;

    @Option(names = "--socket-timeout", paramLabel = "SECONDS", description = "Answer 504 when a process says nothing for so long (60).")
    private BigDecimal socketTimeout;

    @Option(names = {"--daemon-backlog", "--listen-backlog"}, paramLabel = "N", description = "How many requests may wait for a thread; further ones get 503 (100).")
    private Integer daemonBacklog;

    @Option(names = "--cpu-time-limit", paramLabel = "SECONDS", description = "Replace a process that has used so much CPU time (0: never).")
    private BigDecimal cpuTimeLimit;

    @Option(names = "--memory-restart-threshold", paramLabel = "SIZE", description = "Replace a process that holds so much memory, as 300m (0: never).")
    private String memoryRestartThreshold;

    @Option(names = "--memory-limit", paramLabel = "SIZE", description = "Let allocations of data beyond this fail in a process (0: no limit).")
    private String memoryLimit;

    @Option(names = "--virtual-memory-limit", paramLabel = "SIZE", description = "Let allocations of address space beyond this fail in a process (0: no limit).")
    private String virtualMemoryLimit;

    @Option(names = "--cpu-priority", paramLabel = "N", description = "The nice value of the processes, -20 to 20 (0).")
    private Integer cpuPriority;

    @Option(names = "--user", paramLabel = "USER", description = "The user, or #uid, whose processes they are; needs root.")
    private String user;

    @Option(names = "--group", paramLabel = "GROUP", description = "Their group, or #gid; needs root.")
    private String group;

    @Option(names = "--umask", paramLabel = "OCTAL", description = "Their file creation mask, as 0022.")
    private String umask;

    @Option(names = "--lang", paramLabel = "NAME", description = "LANG in the processes.")
    private String lang;

    @Option(names = "--locale", paramLabel = "NAME", description = "Their locale, and LC_ALL.")
    private String locale;

    @Option(names = {"--display-name", "--process-name"}, paramLabel = "NAME", description = "Their title in ps (%%{GROUP}: the group's name).")
    private String displayName;

    @Option(names = "--script-user", paramLabel = "USER", description = "The owner, or #uid, that scripts must have.")
    private String scriptUser;

    @Option(names = "--script-group", paramLabel = "GROUP", description = "The group, or #gid, that scripts must have.")
    private String scriptGroup;

    @Option(names = "--switch-interval", paramLabel = "SECONDS", description = "How long a Python thread runs before another one may (0.005).")
    private BigDecimal switchInterval;

    @Option(names = "--send-buffer-size", paramLabel = "SIZE", description = "The send buffer of a process's sockets (the system's).")
    private String sendBufferSize;

    @Option(names = "--receive-buffer-size", paramLabel = "SIZE", description = "Their receive buffer (the system's).")
    private String receiveBufferSize;

    @Option(names = "--service-script", arity = "2", paramLabel = "NAME FILE", hideParamSyntax = true,
            description = "Run a script in a process of its own beside the server, and again when it ends. Repeatable.")
    private final List<String> serviceScripts = new ArrayList<>();

    /** Whether daemon mode is asked for. */
    boolean chosen() {
        return processes != null || !servers.isEmpty();
    }

    /** Whether other people's FastCGI servers stand behind the Valve. */
    boolean external() {
        return !servers.isEmpty();
    }

    /**
     * The attributes of the application's Valve.
     *
     * @param common  the settings that both modes have
     * @param address what the process group is called unless there is a name for it
     */
    Map<String, String> attributes(SettingValues common, String address) throws ExpressException {
        SettingValues values = external() ? common.only(SETTINGS_OF_SERVERS) : common.copy();
        values.put("processGroup", processGroup == null ? address : processGroup);
        values.put("connectTimeout", connectTimeout);
        values.put("socketTimeout", socketTimeout);
        values.put("listenBacklog", daemonBacklog);
        if (external()) {
            values.put("server", String.join(",", servers));
            return values.asMap();
        }
        values.put("processes", processes);
        values.put("maximumRequests", maximumRequests);
        values.put("restartInterval", restartInterval);
        values.put("inactivityTimeout", inactivityTimeout);
        values.put("startupTimeout", startupTimeout);
        values.put("deadlockTimeout", deadlockTimeout);
        values.put("interruptTimeout", interruptTimeout);
        values.put("evictionTimeout", evictionTimeout);
        values.put("cpuTimeLimit", cpuTimeLimit);
        values.put("memoryRestartThreshold", memoryRestartThreshold);
        values.put("sendBufferSize", sendBufferSize);
        values.put("receiveBufferSize", receiveBufferSize);
        values.put("scriptUser", scriptUser);
        values.put("scriptGroup", scriptGroup);
        addProcess(values);
        return values.asMap();
    }

    /** The attributes of each service's Valve: those that any process has, and its script. */
    List<Map<String, String>> services(SettingValues common) throws ExpressException {
        List<Map<String, String>> services = new ArrayList<>();
        for (int i = 0; i < serviceScripts.size(); i += 2) {
            SettingValues values = common.copy();
            addProcess(values);
            values.put("processGroup", serviceScripts.get(i));
            values.put("threads", 0);
            values.putPath("importScripts", "--service-script", Path.of(serviceScripts.get(i + 1)));
            services.add(values.asMap());
        }
        return services;
    }

    private void addProcess(SettingValues values) throws ExpressException {
        boolean file = python != null && python.contains("/");
        values.put("python", file ? SettingValues.existing("--python", Path.of(python)) : python);
        values.put("runtime", Jars.runtimeDirectory().orElse(null));
        values.put("memoryLimit", memoryLimit);
        values.put("virtualMemoryLimit", virtualMemoryLimit);
        values.put("niceness", cpuPriority);
        values.put("user", user);
        values.put("group", group);
        values.put("umask", umask);
        values.put("lang", lang);
        values.put("locale", locale);
        values.put("displayName", displayName);
        values.put("switchInterval", switchInterval);
    }
}
