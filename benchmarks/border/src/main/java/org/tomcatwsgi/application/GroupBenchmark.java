package org.tomcatwsgi.application;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request through an application group, environ in, answer out: queue, admission, hand-over between threads, Python, and back. {@link InterpreterBenchmark}
 * is the same without the group.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 12, time = 5)
@Measurement(iterations = 5, time = 5)
@State(Scope.Benchmark)
public class GroupBenchmark {

    private static final int THREADS = 16;

    /** Interpreters of the group. */
    @Param("1")
    public int interpreters;

    /** What is asked for: /hello does nothing with the environ, /environ sorts and prints all of it. */
    @Param({"/hello", "/environ"})
    public String path;

    private BenchmarkGroup benchmark;
    private ApplicationGroup group;
    private BorderRequest request;

    /** Opens the group. */
    @Setup
    public void open() {
        benchmark = new BenchmarkGroup(interpreters, THREADS);
        group = benchmark.group();
        request = benchmark.request(path);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        benchmark.close();
    }

    /** One caller: what the hand-over between two threads costs. */
    @Benchmark
    @Threads(1)
    public byte[] oneThread() {
        return BorderRequest.checked(group.call(request.arguments()));
    }

    /** As many callers as 16 connections make: the time is that of one of them, so an operation took a sixteenth. */
    @Benchmark
    @Threads(THREADS)
    public byte[] sixteenThreads() {
        return BorderRequest.checked(group.call(request.arguments()));
    }
}
