package org.tomcatwsgi.hooks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.settings.Settings;

/**
 * A script of hooks, as a setting names it: {@code file} or, as mod_wsgi writes it, {@code file application-group=NAME}.
 *
 * @param setting name of the setting, for messages
 * @param file    its path
 * @param group   application group that it runs in, as configured (G-13)
 */
public record HookScript(String setting, String file, String group) {

    private static final String GROUP = "application-group=";
    private static final String GLOBAL = "%{GLOBAL}";
    private static final String SERVER = "%{SERVER}";

    /**
     * Reads a setting, empty if it is not set; what is wrong becomes a problem of the settings.
     *
     * @param resolve finds the script's file
     */
    public static Optional<HookScript> read(Settings settings, String setting, Function<String, Path> resolve) {
        String value = settings.text(setting, null);
        if (value == null) {
            return Optional.empty();
        }
        int at = (" " + value).lastIndexOf(" " + GROUP);
        String script = at < 0 ? value : value.substring(0, Math.max(0, at - 1)).strip();
        String group = at < 0 ? GLOBAL : value.substring(at + GROUP.length()).strip();
        Path file = resolve.apply(script);
        if (script.isEmpty() || !Files.isRegularFile(file)) {
            settings.problem(setting, value, "there is no file [" + file + "]; put the script there or correct the path");
        }
        if (group.isEmpty() || group.startsWith("%{") && !group.equals(GLOBAL) && !group.equals(SERVER)) {
            settings.problem(setting, value, "write application-group=%{GLOBAL}, application-group=%{SERVER} or a name");
        }
        return Optional.of(new HookScript(setting, file.toString(), group));
    }

    /**
     * The name of its application group.
     *
     * @param host name of the virtual host (G-02)
     */
    public String groupName(String host) {
        return switch (group) {
            case GLOBAL -> "";
            case SERVER -> host;
            default -> group;
        };
    }

    /** A hook of the script, as the border names it. */
    public Application hook(String function) {
        return new Application(Application.HOOK, file, function);
    }
}
