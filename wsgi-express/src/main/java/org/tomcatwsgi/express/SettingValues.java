package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the init-params of WsgiServlet, or the attributes of WsgiDaemonValve, that options stand for; an option that was not given leaves the default. */
final class SettingValues {

    private final Map<String, String> values = new LinkedHashMap<>();

    void put(String name, Object value) {
        if (value != null) {
            values.put(name, value.toString());
        }
    }

    void switchTo(String name, String state, boolean given) {
        if (given) {
            values.put(name, state);
        }
    }

    /** An existing file or directory, made absolute. */
    void putPath(String name, String option, Path path) throws ExpressException {
        if (path != null) {
            values.put(name, existing(option, path).toString());
        }
    }

    /** Existing files or directories in the order of the command line. */
    void putPaths(String name, String option, List<Path> paths) throws ExpressException {
        if (paths.isEmpty()) {
            return;
        }
        StringBuilder joined = new StringBuilder();
        for (Path path : paths) {
            Path absolute = existing(option, path);
            if (absolute.toString().contains(":")) {
                throw new ExpressException("The path [%s] of %s contains a colon, which separates paths: rename it.", absolute, option);
            }
            joined.append(joined.isEmpty() ? "" : ":").append(absolute);
        }
        values.put(name, joined.toString());
    }

    /** Names and values in turn, as {@code --setenv NAME VALUE} gives them. */
    void putEnvironment(String option, List<String> namesAndValues) throws ExpressException {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            String name = namesAndValues.get(i);
            if (name.isEmpty() || name.contains("=")) {
                throw new ExpressException("The name [%s] of %s is none of an environment variable: give one without [=].", name, option);
            }
            values.put("env." + name, namesAndValues.get(i + 1));
        }
    }

    void putAll(SettingValues others) {
        values.putAll(others.values);
    }

    /** Collects on, apart from this one. */
    SettingValues copy() {
        SettingValues copy = new SettingValues();
        copy.values.putAll(values);
        return copy;
    }

    /** Those of these names, and all {@code env.} ones, apart from this one. */
    SettingValues only(Set<String> names) {
        SettingValues copy = copy();
        copy.values.keySet().removeIf(name -> !names.contains(name) && !name.startsWith("env."));
        return copy;
    }

    Map<String, String> asMap() {
        return Map.copyOf(values);
    }

    /** The path made absolute. */
    static Path existing(String option, Path path) throws ExpressException {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            throw new ExpressException("The path [%s] of %s does not exist: give an existing one.", absolute, option);
        }
        return absolute;
    }
}
