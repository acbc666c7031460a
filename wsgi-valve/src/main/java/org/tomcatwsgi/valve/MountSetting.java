package org.tomcatwsgi.valve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.settings.ApplicationSetting;
import org.tomcatwsgi.settings.Settings;

/** The settings that say what is served where: {@code path} with {@code script} or {@code application}, and {@code mounts}. */
final class MountSetting {

    private static final String DEFAULT_SCRIPT = "WEB-INF/app.wsgi";
    // a line's end in an XML attribute arrives as a space (XML 1.0 section 3.3.3): space before another "/path=" separates as well
    private static final String SEPARATOR = "[,\n]|\\s+(?=/[^\\s,=]*=)";

    private MountSetting() {
    }

    /** Reads them; what is wrong becomes a problem of the settings. May be empty: a Valve can define a group for others. */
    static List<MountPoint> read(Settings settings, Place place) {
        List<MountPoint> mounts = new ArrayList<>();
        String several = settings.text("mounts", null);
        String path = settings.text("path", null);
        boolean one = path != null || settings.text("script", null) != null || settings.text("application", null) != null;
        boolean standard = several == null && place.inContext() && Files.exists(place.resolve(DEFAULT_SCRIPT));
        if (one || standard) {
            mounts.add(new MountPoint(path(settings, "path", path == null ? "/" : path, place), ApplicationSetting.read(settings, DEFAULT_SCRIPT, place::resolve)));
        }
        if (several != null) {
            String callable = settings.text("callableObject", "application");
            for (String item : several.split(SEPARATOR)) {
                if (!item.isBlank()) {
                    mounts.add(mount(settings, item.strip(), callable, place));
                }
            }
        }
        Set<String> paths = new HashSet<>();
        for (MountPoint mount : mounts) {
            if (!paths.add(mount.path())) {
                settings.problem("mounts", mount.path().isEmpty() ? "/" : mount.path(), "the path is mounted twice; keep one of them");
            }
        }
        return mounts;
    }

    private static MountPoint mount(Settings settings, String item, String callable, Place place) {
        int equals = item.indexOf('=');
        if (equals < 1) {
            settings.problem("mounts", item, "write /path=script or /path=package.module:callable, separated by commas");
            return new MountPoint("", new Application(Application.SCRIPT, "", callable));
        }
        String target = item.substring(equals + 1).strip();
        String path = path(settings, "mounts", item.substring(0, equals).strip(), place);
        Path file = place.resolve(target);
        if (Files.exists(file)) {
            return new MountPoint(path, new Application(Application.SCRIPT, file.toString(), callable));
        }
        if (target.indexOf('/') < 0 && target.indexOf(':') > 0) {
            return new MountPoint(path, ApplicationSetting.module(settings, "mounts", target, callable));
        }
        settings.problem("mounts", item, "there is no file [" + file + "]; put the script there or correct the path");
        return new MountPoint(path, new Application(Application.SCRIPT, file.toString(), callable));
    }

    private static String path(Settings settings, String name, String value, Place place) {
        if (!value.startsWith("/")) {
            settings.problem(name, value, "begin the path with a slash");
        }
        String path = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return place.contextPath() + path;
    }
}
