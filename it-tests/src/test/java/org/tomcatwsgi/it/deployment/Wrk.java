package org.tomcatwsgi.it.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * The load generator wrk (Debian package wrk), against one URL.
 *
 * @param url what it requests
 */
record Wrk(String url) {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern FAILURES = Pattern.compile("Non-2xx or 3xx responses|Socket errors");

    /** Skips the test where there is no wrk. */
    static void require() {
        try {
            new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start().getInputStream().readAllBytes();
        } catch (IOException e) {
            Assumptions.abort("wrk is not installed: throughput is not measured");
        }
    }

    /** Requests per second over {@code seconds} seconds. */
    double rate(int connections, int seconds) {
        String threads = Integer.toString(Math.min(2, connections));
        String output = run("wrk", "-t" + threads, "-c" + connections, "-d" + seconds + "s", url);
        Matcher rate = RATE.matcher(output);
        if (!rate.find() || FAILURES.matcher(output).find()) {
            throw new AssertionError(output);
        }
        return Double.parseDouble(rate.group(1));
    }

    /** Loads until the rate has stopped growing: what runs by then is compiled. */
    void warmUp(int connections) {
        double best = 0;
        int sameAsBefore = 0;
        for (int run = 0; run < 20 && sameAsBefore < 3; run++) {
            double rate = rate(connections, 5);
            sameAsBefore = rate > best * 1.03 ? 0 : sameAsBefore + 1;
            best = Math.max(best, rate);
        }
    }

    private static String run(String... command) {
        try {
            return new String(new ProcessBuilder(command).redirectErrorStream(true).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
