package org.tomcatwsgi.express;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One line a message: local time, level and text; the logger's name where it is not ours. Public for java.util.logging, which creates it. */
public final class TerminalFormatter extends Formatter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    @Override
    public String format(LogRecord logged) {
        StringBuilder line = new StringBuilder(TIME.format(logged.getInstant().atZone(ZoneId.systemDefault())))
                .append(' ')
                .append(logged.getLevel().getName())
                .append(' ');
        String name = logged.getLoggerName();
        if (name != null && !name.isEmpty() && !name.startsWith("org.tomcatwsgi")) {
            line.append(name).append(": ");
        }
        line.append(formatMessage(logged)).append(System.lineSeparator());
        if (logged.getThrown() != null) {
            StringWriter trace = new StringWriter();
            logged.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
        return line.toString();
    }
}
