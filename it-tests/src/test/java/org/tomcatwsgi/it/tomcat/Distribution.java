package org.tomcatwsgi.it.tomcat;

import java.nio.file.Path;

/** The unmodified Tomcat distributions that the tests run on. */
public enum Distribution {

    TOMCAT_11("tomcat11.home"),
    TOMCAT_10_1("tomcat10.home");

    private final String property;

    Distribution(String property) {
        this.property = property;
    }

    /** CATALINA_HOME: what the distribution's archive holds; never written to. */
    public Path home() {
        return Path.of(Property.value(property));
    }
}
