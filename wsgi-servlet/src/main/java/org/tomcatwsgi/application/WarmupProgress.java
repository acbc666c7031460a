package org.tomcatwsgi.application;

/**
 * How the calls of one path become faster, and whether they still do. Used by one thread; times are those of {@link System#nanoTime}.
 *
 * <p>Calls are compared in windows of a second or more: a single one may have met a garbage collection, or the compiler.
 */
final class WarmupProgress {

    private static final long WINDOW_NANOS = 1_000_000_000L;
    // less than this, and a window was no faster than the fastest before it
    private static final double FASTER = 0.95;
    // compiled code arrives in bursts: Flask's page was seen to stand still for four seconds and then to double its speed
    private static final int STEADY_WINDOWS = 6;

    private long calls;
    private long firstNanos;
    private long windowBegin;
    private long windowCalls;
    private long windowNanos;
    private double fastest = Double.MAX_VALUE;
    private double latest;
    private int steadyWindows;

    /**
     * Notes a call.
     *
     * @param pending whether the compiler has work, so that calls may still become faster
     */
    void add(long begin, long end, boolean pending) {
        if (calls++ == 0) {
            firstNanos = end - begin;
            windowBegin = begin;
        }
        windowCalls++;
        windowNanos += end - begin;
        if (end - windowBegin >= WINDOW_NANOS) {
            endWindow(end, pending);
        }
    }

    /** Whether calls have long not become faster. */
    boolean steady() {
        return steadyWindows >= STEADY_WINDOWS;
    }

    long calls() {
        return calls;
    }

    double firstMillis() {
        return firstNanos / 1e6;
    }

    /** The mean of the last calls. */
    double lastMillis() {
        return (windowCalls == 0 || latest > 0 && windowCalls < 10 ? latest : (double) windowNanos / windowCalls) / 1e6;
    }

    private void endWindow(long end, boolean pending) {
        latest = (double) windowNanos / windowCalls;
        steadyWindows = pending || latest < fastest * FASTER ? 0 : steadyWindows + 1;
        fastest = Math.min(fastest, latest);
        windowBegin = end;
        windowCalls = 0;
        windowNanos = 0;
    }
}
