package org.tomcatwsgi.servlet;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.tomcatwsgi.border.GroupSettings;

/** Settings of an application group for benchmarks, read from texts as those of a web application are, with the same defaults. */
public final class BenchmarkSettings {

    private BenchmarkSettings() {
    }

    /**
     * The settings of a group.
     *
     * @param directory     root of the web application, with {@code script} in it; its directory {@code work} is for byte code
     * @param script        the WSGI script, relative to {@code directory}
     * @param configuration further settings by name
     */
    public static GroupSettings of(Path directory, String script, Map<String, String> configuration) {
        Map<String, String> values = new HashMap<>(configuration);
        values.put("script", script);
        values.put("workDirectory", "work");
        return WsgiConfig.read("benchmark", values, new WebApplication(directory, "", "localhost", null)).group();
    }
}
