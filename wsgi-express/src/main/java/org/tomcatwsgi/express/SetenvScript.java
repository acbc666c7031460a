package org.tomcatwsgi.express;

import java.util.regex.Pattern;

/** The text of Tomcat's {@code bin/setenv.sh}, with or without the block that setup-tomcat keeps in it. */
final class SetenvScript {

    private static final String BEGIN = "# >>> tomcat-wsgi >>>";

    private static final String END = "# <<< tomcat-wsgi <<<";

    private static final Pattern BLOCK = Pattern.compile("(?ms)^" + Pattern.quote(BEGIN) + "$.*?^" + Pattern.quote(END) + "$\\n?");

    private static final String HEADER = "#!/bin/sh\n";

    /**
     * Takes the Java that Tomcat itself will take, at each start. It stands last, so that a JAVA_HOME set above it counts.
     * catalina.sh evaluates CATALINA_OPTS, hence the quotes inside the value.
     */
    private static final String LINES = BEGIN + "\n" + """
            # JVM options for Python. Written by ./wsgi setup-tomcat, removed by ./wsgi setup-tomcat --uninstall.
            if [ -r "$CATALINA_BASE/wsgi-runtime/jdk.sh" ]; then
              . "$CATALINA_BASE/wsgi-runtime/jdk.sh"
              CATALINA_OPTS="$CATALINA_OPTS $(jdk_options "$(jdk_of_tomcat)" "$CATALINA_BASE/wsgi-runtime" | sed 's/.*/"&"/' | tr '\\n' ' ')"
            fi
            """ + END + "\n";

    /** Tomcat reads the script of the base or that of the installation, never both. */
    private static final String INHERITED = """
            if [ "$CATALINA_BASE" != "$CATALINA_HOME" ] && [ -r "$CATALINA_HOME/bin/setenv.sh" ]; then
              . "$CATALINA_HOME/bin/setenv.sh"
            fi
            """;

    private SetenvScript() {
    }

    /** The text with exactly one block, at its end. Empty text stands for a file that is not there. */
    static String withBlock(String text) {
        String rest = withoutBlock(text);
        if (rest.isEmpty()) {
            rest = HEADER + INHERITED;
        }
        return rest + (rest.endsWith("\n") ? "" : "\n") + LINES;
    }

    /** The user's own text; empty if there is nothing in it but what {@link #withBlock} wrote. */
    static String withoutBlock(String text) {
        String rest = BLOCK.matcher(text).replaceAll("");
        return rest.equals(HEADER + INHERITED) ? "" : rest;
    }
}
