package org.tomcatwsgi.border;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that makes an application group: two groups of one name in a web application must have equal settings.
 *
 * @param name             the group's name; "" for %{GLOBAL} (G-17)
 * @param interpreters     number of interpreters that serve it, at least 1
 * @param mostInterpreters so many may there be while requests wait, at least {@code interpreters}
 * @param threads          threads per interpreter, at least 1
 * @param pythonPath       directories in front of {@code sys.path} (D-25)
 * @param pythonHome       virtual environment or prefix (D-24), "" for none
 * @param home             working directory that also leads {@code sys.path} (P-08), "" for none
 * @param directory        working directory where {@code home} is ""
 * @param environment      {@code os.environ}, whole
 * @param workDirectory    private directory for byte code and the gateway's modules
 * @param stackBytes       stack size of each thread, in bytes
 * @param restrictStdin    D-37
 * @param restrictStdout   D-38
 * @param passServletRequest whether the environ has the container's request and what belongs to it (D-16)
 * @param scriptReloading  D-11
 * @param reloadOnChanges  also watch the files of all imported modules
 * @param importScripts    files run when an interpreter starts (D-10)
 * @param requestTimeout   longest run of a request, zero for no limit (P-25)
 * @param queueTimeout     longest wait for a thread, zero for no limit (P-32)
 * @param gracefulTimeout  how long running requests keep a replaced interpreter (P-27)
 * @param shutdownTimeout  how long they keep one that is shut down (P-29)
 * @param interpreterIdleTimeout how long one beyond {@code interpreters} stays needlessly, zero for ever
 * @param slowRequests     age at which a request is reported, zero for never (D-46)
 * @param serverMetrics    whether applications may see what the whole server does (D-44)
 * @param warmupTime       longest time that its applications are warmed up for before they take requests; zero: each path once
 */
public record GroupSettings(
        String name, int interpreters, int mostInterpreters, int threads, List<String> pythonPath, String pythonHome, String home, String directory,
        Map<String, String> environment, String workDirectory, long stackBytes, boolean restrictStdin, boolean restrictStdout,
        boolean passServletRequest, boolean scriptReloading, boolean reloadOnChanges, List<String> importScripts, Duration requestTimeout, Duration queueTimeout,
        Duration gracefulTimeout, Duration shutdownTimeout, Duration interpreterIdleTimeout, Duration slowRequests, boolean serverMetrics,
        Duration warmupTime) {

    /** The same for a group of another name. */
    public GroupSettings withName(String other) {
        return new GroupSettings(
                other, interpreters, mostInterpreters, threads, pythonPath, pythonHome, home, directory, environment, workDirectory, stackBytes, restrictStdin, restrictStdout,
                passServletRequest, scriptReloading, reloadOnChanges, importScripts, requestTimeout, queueTimeout, gracefulTimeout, shutdownTimeout, interpreterIdleTimeout,
                slowRequests, serverMetrics, warmupTime);
    }

    /** The group's name for messages and thread names. */
    public String displayName() {
        return name.isEmpty() ? "%{GLOBAL}" : name;
    }

    /** Whether the number of interpreters follows the load. */
    public boolean elastic() {
        return mostInterpreters > interpreters;
    }

    /** The settings as JDK types, for the border. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        map.put("name", name);
        map.put("interpreters", interpreters);
        map.put("mostInterpreters", mostInterpreters);
        map.put("threads", threads);
        map.put("pythonPath", pythonPath);
        map.put("pythonHome", pythonHome);
        map.put("home", home);
        map.put("directory", directory);
        map.put("environment", environment);
        map.put("workDirectory", workDirectory);
        map.put("stackBytes", stackBytes);
        map.put("restrictStdin", restrictStdin);
        map.put("restrictStdout", restrictStdout);
        map.put("passServletRequest", passServletRequest);
        map.put("scriptReloading", scriptReloading);
        map.put("reloadOnChanges", reloadOnChanges);
        map.put("importScripts", importScripts);
        map.put("requestTimeout", requestTimeout);
        map.put("queueTimeout", queueTimeout);
        map.put("gracefulTimeout", gracefulTimeout);
        map.put("shutdownTimeout", shutdownTimeout);
        map.put("interpreterIdleTimeout", interpreterIdleTimeout);
        map.put("slowRequests", slowRequests);
        map.put("serverMetrics", serverMetrics);
        map.put("warmupSeconds", warmupTime);
        return map;
    }

    /** The settings that {@link #toMap} wrote on the other side of the border. */
    @SuppressWarnings("unchecked")
    public static GroupSettings fromMap(Map<String, Object> map) {
        return new GroupSettings(
                (String) map.get("name"), (Integer) map.get("interpreters"), (Integer) map.get("mostInterpreters"), (Integer) map.get("threads"),
                (List<String>) map.get("pythonPath"), (String) map.get("pythonHome"), (String) map.get("home"), (String) map.get("directory"),
                (Map<String, String>) map.get("environment"), (String) map.get("workDirectory"), (Long) map.get("stackBytes"),
                (Boolean) map.get("restrictStdin"), (Boolean) map.get("restrictStdout"),
                (Boolean) map.get("passServletRequest"), (Boolean) map.get("scriptReloading"),
                (Boolean) map.get("reloadOnChanges"), (List<String>) map.get("importScripts"), (Duration) map.get("requestTimeout"),
                (Duration) map.get("queueTimeout"), (Duration) map.get("gracefulTimeout"), (Duration) map.get("shutdownTimeout"),
                (Duration) map.get("interpreterIdleTimeout"), (Duration) map.get("slowRequests"), (Boolean) map.get("serverMetrics"),
                (Duration) map.get("warmupSeconds"));
    }
}
