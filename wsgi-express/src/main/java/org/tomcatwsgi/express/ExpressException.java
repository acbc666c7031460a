package org.tomcatwsgi.express;

/** Ends a command with exit code 1. The message is all the user sees: one sentence with the setting, the value in brackets and the remedy. */
final class ExpressException extends Exception {

    private static final long serialVersionUID = 1L;

    ExpressException(String format, Object... arguments) {
        super(String.format(format, arguments));
    }
}
