package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/** Sends java.util.logging to the terminal unless the user configured it by one of its system properties. */
final class TerminalLogging {

    private TerminalLogging() {
    }

    static void install() {
        if (System.getProperty("java.util.logging.config.file") != null || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        // Tomcat gives this formatter to every console handler.
        System.setProperty("org.apache.juli.formatter", TerminalFormatter.class.getName());
        try (InputStream configuration = TerminalLogging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
