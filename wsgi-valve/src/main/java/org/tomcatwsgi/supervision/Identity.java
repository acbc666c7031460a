package org.tomcatwsgi.supervision;

import java.util.List;

/**
 * Whose processes they are and where they live. An empty text leaves things as they are.
 *
 * @param user                name or #uid (P-04); needs a Tomcat that runs as root
 * @param group               name or #gid (P-05)
 * @param supplementaryGroups names or #gids (P-06)
 * @param umask               octal (P-07)
 * @param home                working directory, also first on sys.path (P-08)
 * @param directory           working directory where {@code home} is ""
 * @param lang                LANG (P-09)
 * @param locale              LC_ALL (P-10)
 * @param displayName         process title, {@code %{GROUP}} replaced (P-03)
 * @param scriptUser          owner that scripts must have (P-12)
 * @param scriptGroup         group that scripts must have (P-13)
 */
public record Identity(
        String user, String group, List<String> supplementaryGroups, String umask, String home, String directory, String lang, String locale,
        String displayName, String scriptUser, String scriptGroup) {
}
