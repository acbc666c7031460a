package org.tomcatwsgi.valve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.settings.ProcessEnvironment;
import org.tomcatwsgi.settings.Settings;
import org.tomcatwsgi.settings.WorkDirectory;

/**
 * The settings of hooks that stand in the configuration of Tomcat: their scripts, and the application group that runs them, by the names that embedded mode has for it.
 *
 * @param settings what is configured
 * @param place    where relative paths begin
 */
record HookSetting(Settings settings, Place place) {

    Optional<HookScript> script(String name) {
        return HookScript.read(settings, name, place::resolve);
    }

    /** The group as configured; what is wrong becomes a problem of the settings. Its name is a placeholder. */
    GroupSettings group() {
        Map<String, String> variables = settings.withPrefix("env.");
        List<String> pythonPath = new ArrayList<>();
        for (String directory : settings.list("pythonPath")) {
            pythonPath.add(directory("pythonPath", directory));
        }
        addLibrary(pythonPath);
        String pythonHome = settings.text("pythonHome", "");
        String home = settings.text("home", "");
        return new GroupSettings(
                "", 1, 1, settings.count("threads", 15), pythonPath, pythonHome.isEmpty() ? "" : directory("pythonHome", pythonHome),
                home.isEmpty() ? "" : directory("home", home), place.workingDirectory().toString(), ProcessEnvironment.with(variables),
                place.resolve(settings.text("workDirectory", WorkDirectory.standard(place.catalinaBase()).toString())).toString(),
                settings.size("threadStackSize", "16m"), false, false, false, settings.flag("scriptReloading", true), false, List.of(),
                settings.seconds("requestTimeout", 60), settings.seconds("queueTimeout", 45), settings.seconds("gracefulTimeout", 300),
                settings.seconds("shutdownTimeout", 5), Duration.ZERO, Duration.ZERO, false, Duration.ZERO);
    }

    /** The group of a hook whose settings are somebody else's: nothing but defaults. */
    static GroupSettings standardGroup(Place place) {
        return new HookSetting(new Settings(Map.of()), place).group();
    }

    private void addLibrary(List<String> pythonPath) {
        Path library = place.resolve("WEB-INF/lib-python");
        if (place.inContext() && Files.isDirectory(library)) {
            pythonPath.add(library.toString());
        }
    }

    private String directory(String name, String value) {
        Path directory = place.resolve(value);
        if (!Files.isDirectory(directory)) {
            settings.problem(name, value, "there is no directory [" + directory + "]; create it or correct the path");
        }
        return directory.toString();
    }
}
