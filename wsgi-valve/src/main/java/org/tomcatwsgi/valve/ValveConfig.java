package org.tomcatwsgi.valve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.hooks.HookScript;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.settings.RequestSettings;
import org.tomcatwsgi.settings.Settings;

/**
 * The configuration of one {@link WsgiDaemonValve}, read and checked. Names, defaults and meaning of all settings: docs/configuration.md.
 *
 * @param processGroup      name of its process group (D-06)
 * @param group             what makes the group, empty where another Valve defines it
 * @param mounts            what it serves; empty for a Valve that only defines a group
 * @param chunkedRequest    D-12
 * @param passAuthorization D-15
 * @param enableSendfile    D-17
 * @param requests          what is done with each request, in both modes
 * @param staticFiles       whether files of the web application win over its mounts; on for WEB-INF/app.wsgi without any other setting of a mount
 * @param variables         {@code env.NAME} settings
 * @param debug             whether exceptions are shown to who sits at the machine
 * @param dispatchScript    D-09
 * @param restrictProcess   process groups that it may choose (D-07), empty for all
 */
record ValveConfig(
        String processGroup, Optional<GroupDefinition> group, List<MountPoint> mounts, boolean chunkedRequest, boolean passAuthorization,
        boolean enableSendfile, RequestSettings requests, boolean staticFiles, Map<String, String> variables, boolean debug,
        Optional<HookScript> dispatchScript, List<String> restrictProcess) {

    // the settings of a mount; any other one makes a process group
    private static final Set<String> OF_MOUNTS = Stream.concat(RequestSettings.NAMES.stream(), Stream.of(
            "path", "script", "application", "callableObject", "mounts", "processGroup", "chunkedRequest", "passAuthorization", "enableSendfile",
            "staticFiles", "passServletRequest", "debug", "dispatchScript", "restrictProcess")).collect(Collectors.toUnmodifiableSet());

    /** The group that a Valve with these settings belongs to, and whether it defines it. */
    record Membership(String group, boolean defines) {

        static Membership of(Map<String, String> values, Place place) {
            String name = values.getOrDefault("processGroup", "").strip();
            if (name.isEmpty()) {
                return new Membership(place.host() + "|" + place.contextPath() + withoutSlash(values.getOrDefault("path", "")), true);
            }
            return new Membership(name, values.keySet().stream().anyMatch(key -> !OF_MOUNTS.contains(key) && !key.startsWith("env.")));
        }

        private static String withoutSlash(String path) {
            return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        }
    }

    /**
     * Reads a configuration.
     *
     * @throws IllegalStateException listing every problem
     */
    static ValveConfig read(Map<String, String> values, Place place) {
        Settings settings = new Settings(new TreeMap<>(values));
        Membership membership = Membership.of(values, place);
        settings.text("processGroup", "");
        List<MountPoint> mounts = MountSetting.read(settings, place);
        Map<String, String> variables = settings.withPrefix("env.");
        List<Application> applications = mounts.stream().filter(mount -> !mount.isDirectory()).map(MountPoint::application).toList();
        Optional<GroupDefinition> group = membership.defines()
                ? Optional.of(GroupDefinition.read(membership.group(), settings, place, applications, variables)) : Optional.empty();
        if (!mounts.isEmpty() && group.isPresent() && group.get() instanceof GroupDefinition.Local local && local.options().threads() == 0) {
            settings.problem("threads", "0", "a service process takes no requests; set 1 or more, or remove what is to be served");
        }
        if (settings.flag("passServletRequest", false)) {
            settings.problem("passServletRequest", "on", "a daemon process has no Java objects; remove it, or serve the application by a WsgiServlet");
        }
        ValveConfig config = new ValveConfig(
                membership.group(), group, mounts, settings.flag("chunkedRequest", true), settings.flag("passAuthorization", true),
                settings.flag("enableSendfile", true), RequestSettings.read(settings), staticFiles(settings, place), variables, settings.flag("debug", false),
                HookScript.read(settings, "dispatchScript", place::resolve), restrictProcess(settings));
        List<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            throw new IllegalStateException("WsgiDaemonValve of process group [" + membership.group() + "] is misconfigured: "
                    + String.join("; ", new TreeSet<>(problems)) + ".");
        }
        return config;
    }

    /** Names of groups hold "|" and may hold ":": commas separate them, as they do mounts. */
    private static List<String> restrictProcess(Settings settings) {
        String value = settings.text("restrictProcess", "");
        return Stream.of(value.split("[,\n]")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }

    private static boolean staticFiles(Settings settings, Place place) {
        boolean unconfigured = place.inContext() && List.of("path", "script", "application", "mounts").stream().allMatch(name -> settings.text(name, null) == null);
        boolean on = settings.flag("staticFiles", unconfigured);
        if (on && !place.inContext()) {
            settings.problem("staticFiles", "on", "only a web application has files; move the Valve into its META-INF/context.xml, or remove the setting");
        }
        return on;
    }
}
