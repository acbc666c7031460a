package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The jars of the build, which {@code create-war} and {@code setup-tomcat} hand on.
 *
 * @param runtime the directory of the runtime jars, with a subdirectory {@code compiler}
 * @param launcher the directory of the launcher's own jars
 */
record Jars(Path runtime, Path launcher) {

    private static final String HOME = "org.tomcatwsgi.express.home";

    static final String SERVLET = "wsgi-servlet.jar";

    static final String VALVE = "wsgi-valve.jar";

    static final String LAUNCHER = "wsgi-express.jar";

    /** The directory of the runtime jars; empty where the launcher was not started by the script. */
    static Optional<Path> runtimeDirectory() {
        return Optional.ofNullable(System.getProperty(HOME)).map(home -> Path.of(home, "runtime"));
    }

    /** The directories in the one that the script names in a system property. */
    static Jars installed() throws ExpressException {
        String home = System.getProperty(HOME, "");
        Jars jars = new Jars(Path.of(home, "runtime"), Path.of(home, "express"));
        if (!Files.isRegularFile(jars.runtime.resolve(SERVLET))) {
            throw new ExpressException("The jars are not in [%s]: run this command through the script ./wsgi.", home);
        }
        return jars;
    }
}
