package org.tomcatwsgi.border;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tomcatwsgi.metrics.GroupMetrics;

/** An application group as the web application sees it. Thread-safe. */
public final class GroupHandle implements AutoCloseable {

    private final GroupSettings settings;
    private final Function<Object[], Object> call;
    private final Runnable close;
    private final Runnable reload;
    private final Supplier<String> stacks;
    private final Supplier<Map<String, Object>> status;
    private final GroupMetrics metrics;

    @SuppressWarnings("unchecked")
    GroupHandle(GroupSettings settings, Map<String, Object> functions, GroupMetrics metrics) {
        this.settings = settings;
        this.call = (Function<Object[], Object>) functions.get(Border.GROUP_CALL);
        this.close = (Runnable) functions.get(Border.GROUP_CLOSE);
        this.reload = (Runnable) functions.get(Border.GROUP_RELOAD);
        this.stacks = (Supplier<String>) functions.get(Border.GROUP_STACKS);
        this.metrics = metrics;
        this.status = (Supplier<Map<String, Object>>) functions.get(Border.GROUP_STATUS);
    }

    public GroupSettings settings() {
        return settings;
    }

    /**
     * Serves a request; the calling thread waits until the application is done.
     *
     * @param arguments see {@code Border.CALL_}
     * @return {@code byte[]}, a whole response: head, empty line, body; null, the response was streamed and is complete; Integer, nothing was sent and
     *         the client is to get this status; Boolean.FALSE, a streamed response broke off
     */
    public Object call(Object[] arguments) {
        return call.apply(arguments);
    }

    /** Replaces the group's interpreters in the background; requests go on. */
    public void reload() {
        reload.run();
    }

    /** What is counted and remembered of the group. */
    public GroupMetrics metrics() {
        return metrics;
    }

    /** The Python stacks of the threads that run requests. */
    public String stacks() {
        return stacks.get();
    }

    /**
     * What the group is doing: generation, interpreters, mostInterpreters, threads of each (Integer), active and queued requests (Integer), served (Long), compiled (Boolean),
     * compilation and version (String), requests (List of Object[]: label, nanoseconds, thread), reloads (List of Object[]: milliseconds since 1970, reason).
     */
    public Map<String, Object> status() {
        return status.get();
    }

    @Override
    public void close() {
        close.run();
    }
}
