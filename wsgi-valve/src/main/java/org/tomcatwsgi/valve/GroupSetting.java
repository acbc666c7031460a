package org.tomcatwsgi.valve;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Limits;
import org.tomcatwsgi.settings.ProcessEnvironment;
import org.tomcatwsgi.settings.Settings;
import org.tomcatwsgi.settings.WorkDirectory;
import org.tomcatwsgi.supervision.GroupOptions;
import org.tomcatwsgi.supervision.Identity;
import org.tomcatwsgi.supervision.Python;
import org.tomcatwsgi.supervision.Recycling;
import org.tomcatwsgi.supervision.Resources;

/** The settings of a process group: mod_wsgi's options of WSGIDaemonProcess in camelCase (P-01 to P-44). Defaults are those of mod_wsgi-express. */
final class GroupSetting {

    private static final String GRAALPY = "graalpy";

    private final Settings settings;
    private final Place place;

    GroupSetting(Settings settings, Place place) {
        this.settings = settings;
        this.place = place;
    }

    Limits limits() {
        return new Limits(
                settings.seconds("queueTimeout", 45), settings.seconds("connectTimeout", 15), settings.seconds("socketTimeout", 60),
                (int) settings.number("listenBacklog", 100, 1, 65_535));
    }

    GroupOptions options(String name, String applicationGroup, List<Application> applications, Map<String, String> variables) {
        Python python = python();
        GroupOptions.Scaling scaling = scaling();
        int threads = (int) settings.number("threads", 15, 0, 65_533);
        String multiprocess = settings.text("multiprocess", "auto");
        if (!List.of("auto", "true", "false").contains(multiprocess)) {
            settings.problem("multiprocess", multiprocess, "write auto, true or false");
        }
        Path work = place.resolve(settings.text("workDirectory", WorkDirectory.standard(place.catalinaBase()).toString()));
        return new GroupOptions(
                name, scaling, threads, multiprocess.equals("auto") ? scaling.most() > 1 : multiprocess.equals("true"), python, identity(),
                recycling(python), resources(python), applicationGroup, applications, importScripts(), pythonPath(), ProcessEnvironment.with(variables),
                settings.flag("restrictStdin", false), settings.flag("restrictStdout", false), settings.flag("restrictSignal", true),
                settings.seconds("slowRequests", 0), settings.flag("serverMetrics", false), settings.flag("scriptReloading", true),
                settings.flag("reloadOnChanges", false), work);
    }

    private GroupOptions.Scaling scaling() {
        Settings.Range processes = settings.range("processes", 1);
        return new GroupOptions.Scaling(processes.least(), processes.most());
    }

    private Python python() {
        String home = settings.text("pythonHome", null);
        String python = settings.text("python", null);
        Path runtime = place.resolve(settings.text("runtime", place.catalinaBase().resolve("wsgi-runtime").toString()));
        Path javaHome = place.resolve(settings.text("javaHome", System.getProperty("java.home")));
        if (GRAALPY.equals(python)) {
            return graalPy(runtime, javaHome, home);
        }
        if (home != null && python == null) {
            Path executable = place.resolve(home).resolve("bin").resolve("python3");
            Path python2 = executable.resolveSibling("python");
            if (!Files.isExecutable(executable) && !Files.isExecutable(python2)) {
                settings.problem("pythonHome", home, "there is no Python [" + executable + "]; name a virtual environment or an installation prefix");
            }
            return new Python.Executable((Files.isExecutable(executable) ? executable : python2).toString());
        }
        if (home != null) {
            settings.problem("pythonHome", home, "python [" + python + "] is set too; keep one of them");
        }
        if (python == null) {
            // without a Python on the machine there is always the one that embedded mode uses
            return find("python3").<Python>map(found -> new Python.Executable(found.toString())).orElseGet(() -> graalPy(runtime, javaHome, null));
        }
        return new Python.Executable(find(python).map(Path::toString).orElseGet(() -> {
            settings.problem("python", python, "there is no such program in PATH; name the file of a Python, or graalpy");
            return python;
        }));
    }

    private Python graalPy(Path runtime, Path javaHome, String home) {
        if (!Files.isDirectory(runtime)) {
            settings.problem("python", GRAALPY, "its jars are not in [" + runtime + "]; install them with \"./wsgi setup-tomcat\", or set python to the file of a Python");
        }
        if (home != null) {
            settings.problem("pythonHome", home, "python [graalpy] takes no pythonHome; name the directory of its packages in pythonPath");
        }
        return new Python.GraalPy(runtime, javaHome);
    }

    private Optional<Path> find(String program) {
        if (program.indexOf('/') >= 0) {
            Path file = place.resolve(program);
            return Files.isExecutable(file) ? Optional.of(file) : Optional.empty();
        }
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    private Identity identity() {
        String umask = settings.text("umask", "");
        if (!umask.matches("(0?[0-7]{3})?")) {
            settings.problem("umask", umask, "write an octal number as 0022");
        }
        String home = settings.text("home", "");
        String scriptUser = settings.text("scriptUser", "");
        String scriptGroup = settings.text("scriptGroup", "");
        if (!scriptUser.isEmpty() && !scriptGroup.isEmpty()) {
            settings.problem("scriptGroup", scriptGroup, "scriptUser [" + scriptUser + "] is set too; keep one of them");
        }
        List<String> supplementary = new ArrayList<>();
        for (String group : settings.text("supplementaryGroups", "").split(",")) {
            if (!group.isBlank()) {
                supplementary.add(group.strip());
            }
        }
        return new Identity(
                settings.text("user", ""), settings.text("group", ""), supplementary, umask, home.isEmpty() ? "" : directory("home", home).toString(),
                place.workingDirectory().toString(), settings.text("lang", ""), settings.text("locale", ""), settings.text("displayName", "%{GROUP}"),
                scriptUser, scriptGroup);
    }

    private Recycling recycling(Python python) {
        // an interpreted GraalPy takes its time to start
        int startup = python instanceof Python.GraalPy ? 120 : 15;
        return new Recycling(
                settings.number("maximumRequests", 0, 0, Long.MAX_VALUE), settings.seconds("restartInterval", 0), settings.seconds("inactivityTimeout", 0),
                settings.seconds("cpuTimeLimit", 0), settings.size("memoryRestartThreshold", "0", 0), settings.seconds("startupTimeout", startup),
                settings.seconds("deadlockTimeout", 60), settings.seconds("requestTimeout", 60), settings.seconds("interruptTimeout", 0),
                settings.seconds("gracefulTimeout", 15), settings.seconds("evictionTimeout", 0), settings.seconds("shutdownTimeout", 5));
    }

    private Resources resources(Python python) {
        double switchInterval = 0;
        Duration interval = settings.seconds("switchInterval", 0);
        if (!interval.isZero()) {
            switchInterval = interval.toNanos() / 1e9;
        }
        return new Resources(
                (int) settings.number("listenBacklog", 100, 1, 65_535),
                settings.size("threadStackSize", python instanceof Python.GraalPy ? "16m" : "0", 0), switchInterval,
                (int) settings.size("sendBufferSize", "0", 0), (int) settings.size("receiveBufferSize", "0", 0),
                (int) settings.number("niceness", 0, -20, 20), settings.size("memoryLimit", "0", 0), settings.size("virtualMemoryLimit", "0", 0));
    }

    private List<Path> pythonPath() {
        List<Path> directories = new ArrayList<>();
        for (String directory : settings.list("pythonPath")) {
            directories.add(directory("pythonPath", directory));
        }
        Path library = place.resolve("WEB-INF/lib-python");
        if (place.inContext() && Files.isDirectory(library)) {
            directories.add(library);
        }
        return directories;
    }

    private List<Path> importScripts() {
        List<Path> scripts = new ArrayList<>();
        for (String script : settings.list("importScripts")) {
            Path file = place.resolve(script);
            if (!Files.isRegularFile(file)) {
                settings.problem("importScripts", script, "there is no file [" + file + "]; put the script there or correct the path");
            }
            scripts.add(file);
        }
        return scripts;
    }

    private Path directory(String name, String value) {
        Path directory = place.resolve(value);
        if (!Files.isDirectory(directory)) {
            settings.problem(name, value, "there is no directory [" + directory + "]; create it or correct the path");
        }
        return directory;
    }
}
