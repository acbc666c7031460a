package org.tomcatwsgi.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.tomcatwsgi.border.Application;

/**
 * Everything that makes a process group of local daemon processes (mod_wsgi's WSGIDaemonProcess). Two Valves that name the same group must agree in all of it, except
 * that each may bring applications of its own.
 *
 * @param name             the group's name (D-06)
 * @param scaling          how many processes
 * @param threads          request threads of each process, 0 for service processes (P-02)
 * @param multiprocess     what wsgi.multiprocess says (P-01)
 * @param python           which Python they run
 * @param identity         whose processes they are
 * @param recycling        when a process is replaced, and how long that may take
 * @param resources        what a process may use
 * @param applicationGroup what mod_wsgi.application_group says: a daemon process has one interpreter
 * @param applications     loaded before a process is ready
 * @param importScripts    files run when a process starts (D-10)
 * @param pythonPath       directories in front of sys.path (P-15)
 * @param environment      the processes' environment variables, whole
 * @param restrictStdin    D-37
 * @param restrictStdout   D-38
 * @param restrictSignal   D-39
 * @param slowRequests     age at which a request is reported, zero for never (D-46)
 * @param serverMetrics    P-44
 * @param scriptReloading  replace the processes when a script has changed (D-11)
 * @param reloadOnChanges  also when the file of any imported module has changed
 * @param workDirectory    private directory for byte code and the gateway's modules
 */
public record GroupOptions(
        String name, Scaling scaling, int threads, boolean multiprocess, Python python, Identity identity, Recycling recycling, Resources resources,
        String applicationGroup, List<Application> applications, List<Path> importScripts, List<Path> pythonPath, Map<String, String> environment,
        boolean restrictStdin, boolean restrictStdout, boolean restrictSignal, Duration slowRequests, boolean serverMetrics, boolean scriptReloading, boolean reloadOnChanges, Path workDirectory) {

    /**
     * How many processes: between two numbers the group grows while requests queue and shrinks when processes are idle.
     *
     * @param least always there, at least 1
     * @param most  never more, replacements aside
     */
    public record Scaling(int least, int most) {
    }

    /** The same with other applications. */
    public GroupOptions withApplications(List<Application> others) {
        return new GroupOptions(
                name, scaling, threads, multiprocess, python, identity, recycling, resources, applicationGroup, others, importScripts, pythonPath, environment,
                restrictStdin, restrictStdout, restrictSignal, slowRequests, serverMetrics, scriptReloading, reloadOnChanges, workDirectory);
    }
}
