package org.tomcatwsgi.log;

import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes the records of an application group or a process group to the server's log, each with the group's name in front. */
public final class GroupLog implements BiConsumer<Level, String> {

    public static final String LOGGER = "org.tomcatwsgi";

    private final Logger logger;
    private final String prefix;

    public GroupLog(String group) {
        this.logger = Logger.getLogger(LOGGER);
        this.prefix = "[" + (group.isEmpty() ? "%{GLOBAL}" : group) + "] ";
    }

    @Override
    public void accept(Level level, String text) {
        // the caller's class is of no use in a record of Python's
        logger.logp(level, LOGGER, "group", prefix + text);
    }
}
