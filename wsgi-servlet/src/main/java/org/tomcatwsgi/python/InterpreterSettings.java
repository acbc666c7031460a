package org.tomcatwsgi.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.Level;

/**
 * What an interpreter is built from.
 *
 * @param group          application group, "" for %{GLOBAL}
 * @param id             "generation.number"
 * @param threads        requests at a time
 * @param interpreters   how many interpreters the group may have; {@code wsgi.multiprocess} is true above 1
 * @param pythonPath     directories in front of {@code sys.path}
 * @param pythonHome     virtual environment or prefix, "" for none
 * @param home           first on {@code sys.path}, and the working directory; "" for none
 * @param directory      the working directory where {@code home} is ""
 * @param environment    {@code os.environ}, whole
 * @param workDirectory  private directory of the group
 * @param stackBytes     stack size of the owner thread, in bytes
 * @param restrictStdin  D-37
 * @param restrictStdout D-38
 * @param passServletRequest D-16
 * @param slowRequests   age at which a request is reported, zero for never (D-46)
 * @param serverMetrics  what the whole server does, as JSON; null where applications may not see it (D-44)
 * @param log            writes one log record
 */
public record InterpreterSettings(
        String group, String id, int threads, int interpreters, List<String> pythonPath, String pythonHome, String home, String directory,
        Map<String, String> environment, Path workDirectory, long stackBytes, boolean restrictStdin, boolean restrictStdout,
        boolean passServletRequest, Duration slowRequests, Supplier<String> serverMetrics, BiConsumer<Level, String> log) {

    /** The group's name for messages and thread names. */
    String displayName() {
        return group.isEmpty() ? "%{GLOBAL}" : group;
    }
}
