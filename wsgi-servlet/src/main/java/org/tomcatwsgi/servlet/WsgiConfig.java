package org.tomcatwsgi.servlet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.environ.WarmupPath;
import org.tomcatwsgi.hooks.HookScript;
import org.tomcatwsgi.settings.ApplicationSetting;
import org.tomcatwsgi.settings.ProcessEnvironment;
import org.tomcatwsgi.settings.RequestSettings;
import org.tomcatwsgi.settings.Settings;

/**
 * The configuration of one {@link WsgiServlet}, read and checked. Names, defaults and meaning of all settings: docs/configuration.md.
 *
 * @param servletName      the servlet's name
 * @param application      what it serves; for a directory of scripts its target is the directory
 * @param directory        whether it serves a directory of scripts (D-01)
 * @param applicationGroup name as configured, unexpanded (D-05)
 * @param group            settings of its application group; the name in them is a placeholder
 * @param chunkedRequest   D-12
 * @param passAuthorization D-15
 * @param enableSendfile   D-17
 * @param requests         what is done with each request, in both modes
 * @param owners           who must own its scripts (P-12, P-13)
 * @param staticFiles      whether files of the web application are served in front of the application
 * @param variables        {@code env.NAME} settings
 * @param debug            whether exceptions are shown to who sits at the machine
 * @param warmupPaths      what the application is asked before it takes requests
 * @param dispatchScript   D-09
 */
record WsgiConfig(
        String servletName, Application application, boolean directory, String applicationGroup, GroupSettings group, boolean chunkedRequest,
        boolean passAuthorization, boolean enableSendfile, RequestSettings requests, ScriptOwners owners, boolean staticFiles, Map<String, String> variables, boolean debug,
        List<WarmupPath> warmupPaths, Optional<HookScript> dispatchScript) {

    static final String DEFAULT_SCRIPT = "WEB-INF/app.wsgi";

    /**
     * Reads a configuration.
     *
     * @param servletName name for messages
     * @param values      settings by name
     * @param site        where relative paths begin, and what stands in for missing settings
     * @throws IllegalStateException listing every problem
     */
    static WsgiConfig read(String servletName, Map<String, String> values, WebApplication site) {
        Settings settings = new Settings(values);
        Application application = ApplicationSetting.read(settings, DEFAULT_SCRIPT, site::resolve);
        boolean directory = application.isScript() && Files.isDirectory(Path.of(application.target()));
        Map<String, String> variables = settings.withPrefix("env.");
        WsgiConfig config = new WsgiConfig(
                servletName, application, directory, settings.text("applicationGroup", GroupName.RESOURCE), group(settings, site, variables),
                settings.flag("chunkedRequest", true), settings.flag("passAuthorization", true), settings.flag("enableSendfile", true),
                RequestSettings.read(settings), ScriptOwners.read(settings), settings.flag("staticFiles", false), variables, settings.flag("debug", false),
                warmupPaths(settings, directory), HookScript.read(settings, "dispatchScript", site::resolve));
        List<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            throw new IllegalStateException("WsgiServlet [" + servletName + "] is misconfigured: " + String.join("; ", problems) + ".");
        }
        return config;
    }

    /** The settings of an application group; what is wrong becomes a problem of the settings. Its name is a placeholder. */
    static GroupSettings group(Settings settings, WebApplication site, Map<String, String> variables) {
        List<String> pythonPath = new ArrayList<>();
        for (String directory : settings.list("pythonPath")) {
            pythonPath.add(existing(settings, "pythonPath", directory, site).toString());
        }
        Path library = site.resolve("WEB-INF/lib-python");
        if (Files.isDirectory(library)) {
            pythonPath.add(library.toString());
        }
        List<String> importScripts = new ArrayList<>();
        for (String script : settings.list("importScripts")) {
            Path file = site.resolve(script);
            if (!Files.isRegularFile(file)) {
                settings.problem("importScripts", script, "there is no file [" + file + "]; put the script there or correct the path");
            }
            importScripts.add(file.toString());
        }
        String pythonHome = settings.text("pythonHome", "");
        String home = settings.text("home", "");
        Settings.Range interpreters = settings.range("interpreters", 1);
        return new GroupSettings(
                "", interpreters.least(), interpreters.most(), settings.count("threads", 15), pythonPath,
                pythonHome.isEmpty() ? "" : existing(settings, "pythonHome", pythonHome, site).toString(),
                home.isEmpty() ? "" : existing(settings, "home", home, site).toString(),
                site.workingDirectory().toString(), ProcessEnvironment.with(variables), site.resolve(settings.text("workDirectory", site.work().toString())).toString(),
                settings.size("threadStackSize", "16m"), settings.flag("restrictStdin", false), settings.flag("restrictStdout", false),
                settings.flag("passServletRequest", false), settings.flag("scriptReloading", true), settings.flag("reloadOnChanges", false), importScripts,
                settings.seconds("requestTimeout", 0),
                settings.seconds("queueTimeout", 45), settings.seconds("gracefulTimeout", 300), settings.seconds("shutdownTimeout", 5),
                settings.seconds("interpreterIdleTimeout", 300), settings.seconds("slowRequests", 0), settings.flag("serverMetrics", false),
                settings.seconds("warmupSeconds", 30));
    }

    /** URL paths hold colons: here white space separates. */
    private static List<WarmupPath> warmupPaths(Settings settings, boolean directory) {
        String value = settings.text("warmupPaths", "");
        if (directory && !value.isEmpty()) {
            settings.problem("warmupPaths", value, "the scripts of a directory are loaded by their first request; give each its own servlet, or remove warmupPaths");
        }
        List<WarmupPath> paths = new ArrayList<>();
        for (String text : value.isEmpty() ? new String[0] : value.split("\\s+")) {
            Optional<WarmupPath> path = WarmupPath.parse(text);
            if (path.isEmpty()) {
                settings.problem("warmupPaths", text, "write /path or http://host/path, both below the application's mount, separated by white space");
            }
            path.ifPresent(paths::add);
        }
        return paths;
    }

    private static Path existing(Settings settings, String name, String value, WebApplication site) {
        Path directory = site.resolve(value);
        if (!Files.isDirectory(directory)) {
            settings.problem(name, value, "there is no directory [" + directory + "]; create it or correct the path");
        }
        return directory;
    }
}
