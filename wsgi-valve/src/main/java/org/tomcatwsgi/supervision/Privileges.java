package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether Tomcat may give processes to other users. */
final class Privileges {

    private Privileges() {
    }

    /**
     * Checks the settings that need root.
     *
     * @throws IllegalStateException naming the setting
     */
    static void require(Identity identity) {
        if (isRoot()) {
            requireUser(identity.user());
            return;
        }
        refuse("user", identity.user());
        refuse("group", identity.group());
        refuse("supplementaryGroups", String.join(",", identity.supplementaryGroups()));
    }

    private static void requireUser(String user) {
        if (user.isEmpty() || user.matches("#[0-9]{1,9}")) {
            return;
        }
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        } catch (IOException e) {
            throw new IllegalStateException("user [" + user + "] is not known to this machine: create it, or name another one or its number as #1000.", e);
        }
    }

    private static void refuse(String setting, String value) {
        if (!value.isEmpty()) {
            throw new IllegalStateException(setting + " [" + value + "] cannot be had: Tomcat does not run as root. Leave the setting out, or start Tomcat as that user.");
        }
    }

    /** Our own user owns what we create. */
    static boolean isRoot() {
        try {
            Path file = Files.createTempFile("tomcat-wsgi-", null);
            try {
                return Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"));
            } finally {
                Files.delete(file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
