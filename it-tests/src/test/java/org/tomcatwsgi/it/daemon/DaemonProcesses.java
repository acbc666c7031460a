package org.tomcatwsgi.it.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * The processes of one group as "ps" shows them.
 *
 * @param group name of the process group
 */
record DaemonProcesses(String group) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The process identifiers of those that live. */
    Set<Long> pids() {
        Set<Long> pids = new TreeSet<>();
        for (String line : run("ps", "-ww", "-e", "-o", "pid=,args=")) {
            if (line.contains("(wsgi:" + group + ")")) {
                pids.add(Long.valueOf(line.strip().split(" ", 2)[0]));
            }
        }
        return pids;
    }

    /** Waits until there are so many. */
    Set<Long> await(int count) {
        return Awaitility.await(count + " processes of " + group).atMost(PATIENCE).until(this::pids, pids -> pids.size() == count);
    }

    /** Waits until a process has gone. */
    void awaitEnd(long pid) {
        Awaitility.await("end of process " + pid + " of " + group).atMost(PATIENCE).until(() -> !pids().contains(pid));
    }

    /** Ends a process as the kernel does when memory runs out. */
    static void kill(long pid) {
        signal("KILL", pid);
    }

    /** Sends a signal. */
    static void signal(String name, long pid) {
        run("kill", "-" + name, Long.toString(pid));
    }

    private static List<String> run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
