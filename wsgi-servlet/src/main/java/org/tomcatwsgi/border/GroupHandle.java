package org.tomcatwsgi.border;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** An application group as the web application sees it. Thread-safe. */
public final class GroupHandle implements AutoCloseable {

    private final GroupSettings settings;
    private final Function<Object[], Object> call;
    private final Runnable close;
    private final Runnable reload;
    private final Supplier<Map<String, Object>> status;

    @SuppressWarnings("unchecked")
    GroupHandle(GroupSettings settings, Map<String, Object> functions) {
        this.settings = settings;
        this.call = (Function<Object[], Object>) functions.get(Border.GROUP_CALL);
        this.close = (Runnable) functions.get(Border.GROUP_CLOSE);
        this.reload = (Runnable) functions.get(Border.GROUP_RELOAD);
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

    /** What the group is doing: generation, interpreters, mostInterpreters, active and queued requests (Integer), served requests (Long), compiled (Boolean). */
    public Map<String, Object> status() {
        return status.get();
    }

    @Override
    public void close() {
        close.run();
    }
}
