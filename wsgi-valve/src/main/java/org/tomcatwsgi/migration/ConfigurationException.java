package org.tomcatwsgi.migration;

/** A configuration that cannot be read, for Apache could not read it either. The message begins with file and line. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(Position position, String message) {
        super(position + ": " + message);
    }
}
