package org.tomcatwsgi.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides {@code <IfModule>}, {@code <IfDefine>} and {@code <IfVersion>}. */
final class Conditions {

    /** What {@code <IfDefine>} finds defined here and nowhere else. */
    static final String TOMCAT_WSGI = "TomcatWsgi";

    // mod_wsgi's features are those of Apache 2.4
    private static final int[] VERSION = {2, 4, 62};
    private static final Set<String> ALWAYS = Set.of(
            "wsgi_module", "mod_wsgi.c", "core.c", "core_module", "mod_so.c", "so_module", "http_core.c", "http_module", "mod_unixd.c", "unixd_module",
            "mod_version.c", "version_module");

    private final Variables variables;
    private final Set<String> loaded = new HashSet<>();

    Conditions(Variables variables) {
        this.variables = variables;
        variables.define(TOMCAT_WSGI, null);
    }

    /** {@code LoadModule NAME file}. */
    void load(String module, String file) {
        loaded.add(module);
        String name = file.substring(file.lastIndexOf('/') + 1);
        loaded.add(name.endsWith(".so") ? name.substring(0, name.length() - 2) + "c" : name);
    }

    static boolean decides(String section) {
        return Set.of("ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection").contains(section);
    }

    /**
     * Whether what is in the section counts.
     *
     * @throws ConfigurationException if it cannot be read
     */
    boolean holds(Node.Section section) {
        if (section.arguments().isEmpty()) {
            throw new ConfigurationException(section.position(), "<" + section.name() + "> has no condition: write one, as in <IfModule mod_wsgi.c>.");
        }
        String first = section.arguments().get(0);
        boolean not = first.startsWith("!");
        String value = not ? first.substring(1) : first;
        return not != switch (section.key()) {
            case "ifmodule" -> isLoaded(value);
            case "ifdefine" -> variables.isDefined(value);
            case "ifversion" -> version(section, value);
            case "iffile" -> Files.exists(Path.of(value));
            // directives and sections of a module that is there
            default -> value.toLowerCase(Locale.ROOT).startsWith("wsgi") || loaded.isEmpty();
        };
    }

    /** A file that loads no modules is a part of a configuration that does: then all of them are there. */
    private boolean isLoaded(String module) {
        return ALWAYS.contains(module) || loaded.contains(module) || loaded.isEmpty();
    }

    private static boolean version(Node.Section section, String first) {
        List<String> arguments = section.arguments();
        String operator = arguments.size() > 1 ? first : "=";
        String wanted = arguments.size() > 1 ? arguments.get(1) : first;
        if (operator.equals("~") || wanted.startsWith("/")) {
            String regex = wanted.startsWith("/") && wanted.endsWith("/") && wanted.length() > 1 ? wanted.substring(1, wanted.length() - 1) : wanted;
            return Pattern.compile(regex).matcher("2.4.62").find();
        }
        int order = compare(section, wanted);
        return switch (operator) {
            case "=", "==" -> order == 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            default -> throw new ConfigurationException(section.position(), "<IfVersion> has the operator [" + operator + "]: write one of = > >= < <= ~.");
        };
    }

    /** Parts that are not given are 0, as in Apache. */
    private static int compare(Node.Section section, String wanted) {
        String[] parts = wanted.split("\\.");
        for (int i = 0; i < VERSION.length; i++) {
            try {
                int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
                if (VERSION[i] != part) {
                    return Integer.compare(VERSION[i], part);
                }
            } catch (NumberFormatException e) {
                throw new ConfigurationException(section.position(), "<IfVersion> has the version [" + wanted + "]: write numbers, as 2.4.");
            }
        }
        return 0;
    }
}
