package org.tomcatwsgi.express;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version as the jar's manifest has it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"Tomcat WSGI " + Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(not packaged)")};
    }
}
