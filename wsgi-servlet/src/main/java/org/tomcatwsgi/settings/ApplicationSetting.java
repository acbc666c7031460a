package org.tomcatwsgi.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tomcatwsgi.border.Application;

/** The settings that say which application is served: {@code script} or {@code application}, and {@code callableObject} (D-01, D-03, S-13). */
public final class ApplicationSetting {

    private static final Pattern MODULE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*(\\.[\\p{L}_][\\p{L}\\p{N}_]*)*");

    private ApplicationSetting() {
    }

    /**
     * Reads them; what is wrong becomes a problem of the settings.
     *
     * @param defaultScript the script where neither is set
     * @param resolve       finds a script's file
     */
    public static Application read(Settings settings, String defaultScript, Function<String, Path> resolve) {
        String script = settings.text("script", null);
        String module = settings.text("application", null);
        String callable = settings.text("callableObject", "application");
        if (script != null && module != null) {
            settings.problem("script", script, "application [" + module + "] is set too; keep one of them");
        }
        if (module != null) {
            return module(settings, "application", module, callable);
        }
        Path file = resolve.apply(script == null ? defaultScript : script);
        if (!Files.exists(file)) {
            settings.problem("script", script == null ? defaultScript : script, "there is no file [" + file + "]; put the script there or correct the path"
                    + (script == null ? ", or set application" : ""));
        }
        return new Application(Application.SCRIPT, file.toString(), callable);
    }

    /** Reads {@code package.module:callable}, the value of a setting. */
    public static Application module(Settings settings, String setting, String value, String callable) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        if (!MODULE.matcher(name).matches()) {
            settings.problem(setting, value, "write package.module:callable");
        }
        return new Application(Application.MODULE, name, colon < 0 ? callable : value.substring(colon + 1));
    }
}
