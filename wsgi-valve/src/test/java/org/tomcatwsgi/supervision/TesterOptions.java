package org.tomcatwsgi.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.tomcatwsgi.border.Application;

/** Options to be changed before they are built. */
final class TesterOptions {

    String name = "group" + ThreadLocalRandom.current().nextInt(1_000_000);
    GroupOptions.Scaling scaling = new GroupOptions.Scaling(1, 1);
    int threads = 5;
    Python python = new Python.Executable(TesterPython.executable());
    String user = "";
    String home = "";
    String directory;
    List<Application> applications;
    List<Path> importScripts = List.of();
    Map<String, String> environment;
    boolean scriptReloading = true;
    boolean reloadOnChanges;
    long maximumRequests;
    Duration restartInterval = Duration.ZERO;
    Duration inactivityTimeout = Duration.ZERO;
    Duration cpuTimeLimit = Duration.ZERO;
    long memoryRestartThreshold;
    Duration startupTimeout = Duration.ofSeconds(15);
    Duration deadlockTimeout = Duration.ZERO;
    Duration requestTimeout = Duration.ZERO;
    Duration interruptTimeout = Duration.ZERO;
    Duration gracefulTimeout = Duration.ofSeconds(10);
    Duration evictionTimeout = Duration.ZERO;
    Duration shutdownTimeout = Duration.ofMillis(300);

    GroupOptions build() {
        Identity identity = new Identity(user, "", List.of(), "", home, directory, "", "", "%{GROUP}", "", "");
        Recycling recycling = new Recycling(
                maximumRequests, restartInterval, inactivityTimeout, cpuTimeLimit, memoryRestartThreshold, startupTimeout, deadlockTimeout, requestTimeout,
                interruptTimeout, gracefulTimeout, evictionTimeout, shutdownTimeout);
        return new GroupOptions(
                name, scaling, threads, false, python, identity, recycling, new Resources(10, 0, 0, 0, 0, 0, 0, 0), "", applications, importScripts, List.of(),
                environment, true, false, true, Duration.ZERO, false, scriptReloading, reloadOnChanges, Path.of(directory));
    }
}
