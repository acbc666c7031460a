package org.tomcatwsgi.express;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Collects, instead of printing them, the errors Tomcat logs while it starts: a context that cannot be started is reported
 * to nobody else, and the reader wants the application's message once, not the stack of each container around it.
 */
final class StartupFailures implements Filter, AutoCloseable {

    private final List<LogRecord> errors = new CopyOnWriteArrayList<>();

    /** Our own errors; all but those that say what {@link #message} says are logged at the end. */
    private final List<LogRecord> held = new CopyOnWriteArrayList<>();

    private volatile String told;

    private StartupFailures() {
    }

    /** Collects from now on until it is closed. */
    static StartupFailures collect() {
        StartupFailures failures = new StartupFailures();
        failures.install(failures);
        return failures;
    }

    @Override
    public boolean isLoggable(LogRecord logged) {
        if (logged.getLevel().intValue() < Level.SEVERE.intValue()) {
            return true;
        }
        if (logged.getLoggerName().startsWith("org.apache.")) {
            return !errors.add(logged);
        }
        return !logged.getLoggerName().startsWith("org.tomcatwsgi") || !held.add(logged);
    }

    /** The message of the first exception, for it is the cause of the others. */
    String message() {
        told = errors.stream()
                .map(LogRecord::getThrown)
                .filter(Objects::nonNull)
                .findFirst()
                .map(StartupFailures::messageOf)
                .orElseGet(this::firstText);
        return told;
    }

    /** The record that says this of an application, with its traceback, else just this. */
    String message(String failure) {
        told = held.stream()
                .map(LogRecord::getMessage)
                .filter(message -> message.contains(failure))
                .findFirst()
                .map(message -> message.substring(message.indexOf(failure)))
                .orElse(failure);
        return told;
    }

    @Override
    public void close() {
        install(null);
        held.stream()
                .filter(logged -> told == null || !logged.getMessage().endsWith(told))
                .forEach(logged -> Logger.getLogger(logged.getLoggerName()).log(logged));
    }

    /** Without the names of exceptions that only pass another one on. */
    private static String messageOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && (cause.getMessage() == null || cause.getMessage().endsWith(cause.getCause().toString()))) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    private String firstText() {
        return errors.stream().findFirst().map(new SimpleFormatter()::formatMessage).orElse("Tomcat could not be started.");
    }

    private void install(Filter filter) {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFilter(filter);
        }
    }
}
