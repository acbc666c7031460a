package org.tomcatwsgi.boot;

/** The main class of a self-contained WAR. Compiled for Java 8, so that a Java too old for the rest is told in words. */
public final class Boot {

    private static final int OLDEST_JAVA = 17;

    private Boot() {
    }

    /** Serves the WAR this class was loaded from. */
    public static void main(String[] arguments) {
        String version = System.getProperty("java.specification.version");
        if (!isSupported(version)) {
            System.err.println("This WAR needs Java " + OLDEST_JAVA + " or newer, but runs on Java [" + version
                    + "]: run it with the java of such a JDK, best a JDK 25, which compiles Python.");
            System.exit(1);
        }
        WarLauncher.main(arguments);
    }

    static boolean isSupported(String version) {
        return !version.startsWith("1.") && Integer.parseInt(version) >= OLDEST_JAVA;
    }
}
