package org.tomcatwsgi.supervision;

import java.util.Map;

/**
 * How a process ended.
 *
 * @param value the exit code, or 128 and the signal's number, as Java and shells have it
 */
record ExitStatus(int value) {

    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"), Map.entry(2, "SIGINT"), Map.entry(4, "SIGILL"), Map.entry(6, "SIGABRT"), Map.entry(7, "SIGBUS"), Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL; out of memory?"), Map.entry(11, "SIGSEGV"), Map.entry(13, "SIGPIPE"), Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"), Map.entry(25, "SIGXFSZ"));

    @Override
    public String toString() {
        if (value <= 128) {
            return "exit code " + value;
        }
        int signal = value - 128;
        String name = SIGNALS.get(signal);
        return "signal " + signal + (name == null ? "" : " (" + name + ")");
    }
}
