package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A Tomcat that setup-tomcat prepares.
 *
 * @param base CATALINA_BASE: what is configured
 * @param version of the installation behind it, 11.0.24 for example
 */
record TomcatInstallation(Path base, String version) {

    private static final int OLDEST_MAJOR = 10;

    private static final int OLDEST_MINOR = 1;

    /**
     * Recognises a Tomcat from 10.1 on.
     *
     * @param home CATALINA_HOME, or null: the base itself, else the environment's
     */
    static TomcatInstallation of(Path base, Path home, Map<String, String> environment) throws ExpressException {
        Path absolute = SettingValues.existing("CATALINA_BASE", base);
        if (!Files.isDirectory(absolute.resolve("lib")) && !Files.isRegularFile(absolute.resolve("conf").resolve("server.xml"))) {
            throw new ExpressException("The CATALINA_BASE [%s] is no Tomcat, for it has neither lib nor conf/server.xml: give the directory of one.", absolute);
        }
        Path jar = catalinaJar(absolute, home, environment);
        String version = version(jar);
        if (!isSupported(version)) {
            throw new ExpressException("The Tomcat in [%s] has version [%s]: take Tomcat 10.1 or newer.", jar.getParent().getParent(), version);
        }
        return new TomcatInstallation(absolute, version);
    }

    private static Path catalinaJar(Path base, Path home, Map<String, String> environment) throws ExpressException {
        Path installation = base;
        if (home != null) {
            installation = SettingValues.existing("--catalina-home", home);
        } else if (!Files.exists(inLib(base)) && environment.containsKey("CATALINA_HOME")) {
            installation = Path.of(environment.get("CATALINA_HOME"));
        }
        if (!Files.exists(inLib(installation))) {
            throw new ExpressException("There is no lib/catalina.jar in [%s]: name the Tomcat installation behind [%s] with --catalina-home.", installation, base);
        }
        return inLib(installation);
    }

    private static Path inLib(Path installation) {
        return installation.resolve("lib").resolve("catalina.jar");
    }

    private static String version(Path catalinaJar) throws ExpressException {
        try (JarFile jar = new JarFile(catalinaJar.toFile())) {
            Manifest manifest = jar.getManifest();
            String version = manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
            return version == null ? "unknown" : version;
        } catch (IOException e) {
            throw new ExpressException("The file [%s] cannot be read (%s): give the directory of a Tomcat.", catalinaJar, e);
        }
    }

    private static boolean isSupported(String version) {
        if (!version.matches("\\d+\\.\\d+.*")) {
            return false;
        }
        String[] numbers = version.split("[^0-9]");
        int major = Integer.parseInt(numbers[0]);
        return major > OLDEST_MAJOR || major == OLDEST_MAJOR && Integer.parseInt(numbers[1]) >= OLDEST_MINOR;
    }
}
