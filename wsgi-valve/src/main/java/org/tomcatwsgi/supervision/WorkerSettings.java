package org.tomcatwsgi.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first line that a worker reads (docs/daemon-protocol.md, section 2). */
final class WorkerSettings {

    private static final double SLACK_SECONDS = 2;

    private WorkerSettings() {
    }

    static Map<String, Object> of(GroupOptions options, int process, Path socket) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("group", options.name());
        settings.put("process", process);
        settings.put("socket", options.threads() == 0 ? "" : socket.toString());
        settings.put("backlog", options.resources().listenBacklog());
        settings.put("threads", options.threads());
        settings.put("multiprocess", options.multiprocess());
        settings.put("application_group", options.applicationGroup());
        settings.put("applications", options.applications().stream().map(each -> List.of(each.kind(), each.target(), each.name())).toList());
        settings.put("import_scripts", paths(options.importScripts()));
        settings.put("python_path", paths(options.pythonPath()));
        settings.put("home", options.identity().home());
        settings.put("restrict_stdin", options.restrictStdin());
        settings.put("restrict_stdout", options.restrictStdout());
        settings.put("restrict_signal", options.restrictSignal());
        settings.put("slow_requests", seconds(options.slowRequests()));
        settings.put("server_metrics", options.serverMetrics());
        putIdentity(settings, options.identity());
        putResources(settings, options);
        settings.put("deadlock_timeout", ownDeadlockTimeout(options.recycling()));
        settings.put("shutdown_timeout", seconds(options.recycling().shutdownTimeout()));
        settings.put("maximum_processes", options.scaling().most());
        return settings;
    }

    private static void putIdentity(Map<String, Object> settings, Identity identity) {
        settings.put("user", identity.user());
        settings.put("unix_group", identity.group());
        settings.put("supplementary_groups", identity.supplementaryGroups());
        settings.put("umask", identity.umask());
        settings.put("locale", identity.locale());
        settings.put("script_user", identity.scriptUser());
        settings.put("script_group", identity.scriptGroup());
    }

    private static void putResources(Map<String, Object> settings, GroupOptions options) {
        Resources resources = options.resources();
        settings.put("stack_size", resources.threadStackSize());
        settings.put("switch_interval", resources.switchInterval());
        settings.put("nice", resources.niceness());
        settings.put("memory_limit", resources.memoryLimit());
        settings.put("virtual_memory_limit", resources.virtualMemoryLimit());
        settings.put("cpu_time_limit", hardCpuTimeLimit(options.recycling()));
        settings.put("send_buffer_size", resources.sendBufferSize());
        settings.put("receive_buffer_size", resources.receiveBufferSize());
    }

    /** The kernel's limit comes after the supervisor's, and after the time that a process has to end (P-21). */
    private static long hardCpuTimeLimit(Recycling recycling) {
        if (recycling.cpuTimeLimit().isZero()) {
            return 0;
        }
        return recycling.cpuTimeLimit().plus(recycling.gracefulTimeout()).plus(recycling.shutdownTimeout()).toSeconds() + 1;
    }

    /** A worker that the supervisor does not end has to do so itself. */
    private static double ownDeadlockTimeout(Recycling recycling) {
        return recycling.deadlockTimeout().isZero() ? 0 : seconds(recycling.deadlockTimeout()) + SLACK_SECONDS;
    }

    private static List<String> paths(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
