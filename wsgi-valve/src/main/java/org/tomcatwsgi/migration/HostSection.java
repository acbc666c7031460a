package org.tomcatwsgi.migration;

import java.util.List;
import java.util.Locale;

/**
 * The virtual host of one {@code ServerName}, from one {@code <VirtualHost>} section or several: Tomcat's hosts do not differ by port.
 *
 * @param name    {@code ServerName} in lower case without scheme and port, "" if it has none
 * @param aliases {@code ServerAlias}
 */
record HostSection(String name, List<String> aliases) {

    static String nameOf(String configured) {
        return configured.replaceFirst("^[a-zA-Z]+://", "").replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    boolean answersTo(String host) {
        return name.equalsIgnoreCase(host) || aliases.stream().anyMatch(host::equalsIgnoreCase);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "the virtual host without a name" : "the virtual host " + name;
    }
}
