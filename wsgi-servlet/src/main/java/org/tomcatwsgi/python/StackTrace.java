package org.tomcatwsgi.python;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A throwable's stack trace as text for one log record. */
final class StackTrace {

    private StackTrace() {
    }

    static String of(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }
}
