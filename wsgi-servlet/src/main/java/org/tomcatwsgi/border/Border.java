package org.tomcatwsgi.border;

/**
 * What crosses between the web application's class loader and the one that holds GraalPy: JDK types only.
 *
 * <p>The interpreter side is one object per JVM, a {@code Function<Map<String, Object>, Map<String, Object>>} that opens an application group. It takes the
 * map of {@link GroupSettings#toMap} plus {@link #LOG}; it answers with the functions below, or throws IllegalStateException with a message for the
 * operator.
 */
public final class Border {

    /** Number of the contract that this class describes: two sides with different numbers cannot work together. */
    public static final int VERSION = 2;

    /** System property (an object, not a string) that holds the JVM's interpreter side, a {@code Map} with the keys below. */
    public static final String KEY = "org.tomcatwsgi.interpreter-side";

    /** In that map: Integer, the {@link #VERSION} of the interpreter side. */
    public static final String SIDE_VERSION = "version";
    /** In that map: String, where its jars were taken from. */
    public static final String SIDE_ORIGIN = "origin";
    /** In that map: the function that opens an application group. */
    public static final String SIDE_OPEN = "open";

    /** {@code BiConsumer<java.util.logging.Level, String>}: writes one log record of the group. */
    public static final String LOG = "log";
    /** {@code List<Object[]>}: the requests that warm the group's applications up; see {@link WarmupRequest}. */
    public static final String WARMUP = "warmup";
    /** Directory that all interpreters of the JVM share: the unpacked Python home. */
    public static final String SHARED_DIRECTORY = "sharedDirectory";

    /** {@code Function<Object[], Object>}: serves a request; arguments by the {@code CALL_} indexes, answer as described at {@link GroupHandle#call}. */
    public static final String GROUP_CALL = "call";
    /** {@code Runnable}: closes the group; returns when its interpreters and threads are gone. */
    public static final String GROUP_CLOSE = "close";
    /** {@code Runnable}: replaces the group's interpreters by new ones, in the background. */
    public static final String GROUP_RELOAD = "reload";
    /** {@code Supplier<String>}: the Python stacks of the threads that run requests. */
    public static final String GROUP_STACKS = "stacks";
    /** {@code Supplier<Map<String, Object>>}: what the group is doing. */
    public static final String GROUP_STATUS = "status";

    /** String: "script", "module" or "hook". */
    public static final int CALL_KIND = 0;
    /** String: the script's path or the module's name. */
    public static final int CALL_TARGET = 1;
    /** String: the callable. */
    public static final int CALL_NAME = 2;
    /** {@code String[]}: environ keys and values in turn. */
    public static final int CALL_ENVIRON = 3;
    /** {@link java.io.InputStream}: the request body. */
    public static final int CALL_INPUT = 4;
    /** {@code Consumer<byte[]>}: takes the head of a streamed response; throws UncheckedIOException when the client has gone. */
    public static final int CALL_HEAD = 5;
    /** {@link java.io.OutputStream}: takes the body of a streamed response; a write has left for the client when it returns. */
    public static final int CALL_OUTPUT = 6;
    /** {@code Consumer<Object[]>}: sends a part of a file (String path, Long offset, Long count); throws UncheckedIOException. */
    public static final int CALL_SEND_FILE = 7;
    /**
     * {@code Function<Object[], Object>}: asks the container for what belongs to the request; null where the group's {@code passServletRequest} is off. Its answers
     * are the one thing of other types than the JDK's that crosses, and no one's class loader but the container's keeps them.
     */
    public static final int CALL_CONTAINER = 8;
    /** Length of the argument array. */
    public static final int CALL_LENGTH = 9;

    private Border() {
    }
}
