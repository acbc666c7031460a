package org.tomcatwsgi.it.tomcat;

import java.nio.file.Path;

/** System properties that the build hands to the tests. */
public final class Property {

    private Property() {
    }

    public static String value(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("System property " + name + " is not set: run the tests with Maven, phase verify.");
        }
        return value;
    }

    public static Path path(String name) {
        return Path.of(value(name));
    }

    public static int number(String name) {
        return Integer.parseInt(value(name));
    }
}
