package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

/** How a worker is started: its command line and its environment. */
final class WorkerCommand {

    private static final String GRAALPY_WORKER = "org.tomcatwsgi.python.GraalPyWorker";

    private final GroupOptions options;
    private final Path program;

    /** @param program the file wsgi-worker.py, for a Python of the machine */
    WorkerCommand(GroupOptions options, Path program) {
        this.options = options;
        this.program = program;
    }

    /**
     * The command line.
     *
     * @throws IOException if the Java installation of GraalPy cannot be read
     */
    List<String> line() throws IOException {
        List<String> command = new ArrayList<>();
        if (options.python() instanceof Python.GraalPy graalPy) {
            command.add(graalPy.javaHome().resolve("bin").resolve("java").toString());
            command.addAll(JavaRuntime.of(graalPy.javaHome()).options(graalPy.runtime(), true));
            command.addAll(List.of("-cp", graalPy.runtime().resolve("*").toString(), GRAALPY_WORKER, options.workDirectory().toString()));
        } else if (options.python() instanceof Python.Executable executable) {
            command.addAll(List.of(executable.executable(), "-u", program.toString(), "--supervised"));
        }
        command.add(options.identity().displayName().replace("%{GROUP}", "(wsgi:" + options.name() + ")"));
        return command;
    }

    /** The environment variables, whole. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(options.environment());
        if (!options.identity().lang().isEmpty()) {
            environment.put("LANG", options.identity().lang());
        }
        if (!options.identity().locale().isEmpty()) {
            environment.put("LC_ALL", options.identity().locale());
        }
        // whatever the server's locale: file names and texts are UTF-8 (PEP 540)
        environment.putIfAbsent("PYTHONUTF8", "1");
        return environment;
    }

    /** Where the process starts. */
    Path directory() {
        return Path.of(options.identity().home().isEmpty() ? options.identity().directory() : options.identity().home());
    }

    /** What cannot be started, as its setting names it: {@code python [/usr/bin/python3]}. */
    String setting() {
        return options.python() instanceof Python.GraalPy graalPy
                ? "javaHome [" + graalPy.javaHome() + "]" : "python [" + ((Python.Executable) options.python()).executable() + "]";
    }
}
