package org.tomcatwsgi.servlet;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Optional;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.settings.Settings;

/**
 * Who must own a script and its directory (P-12, P-13): the rules of {@code tomcatwsgi/owners.py}, which daemon processes apply.
 *
 * @param user  null for any
 * @param group null for any
 */
record ScriptOwners(UserPrincipal user, GroupPrincipal group) {

    /** Finds a principal by its name, or by its number in digits. */
    private interface Lookup<T> {
        T find(UserPrincipalLookupService service, String name) throws IOException;
    }

    /** Reads scriptUser and scriptGroup, of which one may be set; what is wrong becomes a problem of the settings. */
    static ScriptOwners read(Settings settings) {
        String user = settings.text("scriptUser", "");
        String group = settings.text("scriptGroup", "");
        if (!user.isEmpty() && !group.isEmpty()) {
            settings.problem("scriptGroup", group, "scriptUser [" + user + "] is set too; keep one of them");
        }
        return new ScriptOwners(
                find(settings, "scriptUser", user, UserPrincipalLookupService::lookupPrincipalByName),
                find(settings, "scriptGroup", group, UserPrincipalLookupService::lookupPrincipalByGroupName));
    }

    private static <T> T find(Settings settings, String setting, String name, Lookup<T> lookup) {
        if (name.isEmpty()) {
            return null;
        }
        try {
            return lookup.find(FileSystems.getDefault().getUserPrincipalLookupService(), name.startsWith("#") ? name.substring(1) : name);
        } catch (IOException | UnsupportedOperationException e) {
            settings.problem(setting, name, "there is none of that name on this machine; create it, or name another one or its #number");
            return null;
        }
    }

    /** Why an application may not be run, empty if it may. A module, and a script that is missing, are left to the loader. */
    Optional<String> refusal(Application application) {
        if (user == null && group == null || !application.isScript()) {
            return Optional.empty();
        }
        Path script = Path.of(application.target());
        return refusal(script).or(() -> refusal(script.getParent()));
    }

    private Optional<String> refusal(Path path) {
        PosixFileAttributes found;
        try {
            found = Files.readAttributes(path, PosixFileAttributes.class);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("The owner of [" + path + "] cannot be found out, which scriptUser and scriptGroup ask for: " + e);
        }
        if (user != null && !user.equals(found.owner())) {
            return Optional.of("[" + path + "] belongs to user [" + found.owner() + "], but scriptUser demands [" + user + "]: change its owner or scriptUser.");
        }
        if (group != null && !group.equals(found.group())) {
            return Optional.of("[" + path + "] belongs to group [" + found.group() + "], but scriptGroup demands [" + group + "]: change its group or scriptGroup.");
        }
        boolean open = found.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                || user != null && found.permissions().contains(PosixFilePermission.GROUP_WRITE);
        return open ? Optional.of("[" + path + "] may be written by others than its owner (mode [" + PosixFilePermissions.toString(found.permissions())
                + "]), which scriptUser and scriptGroup rule out: chmod o-w,g-w.") : Optional.empty();
    }
}
