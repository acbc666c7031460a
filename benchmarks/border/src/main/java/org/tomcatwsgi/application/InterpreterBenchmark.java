package org.tomcatwsgi.application;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.Outcome;

/** A request in an interpreter, by a thread that is already inside: the crossing of the border and the gateway alone. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 12, time = 5)
@Measurement(iterations = 5, time = 5)
@Threads(1)
@State(Scope.Benchmark)
public class InterpreterBenchmark {

    /** What is asked for, as in {@link GroupBenchmark}. */
    @Param({"/hello", "/environ"})
    public String path;

    private BenchmarkGroup benchmark;
    private Interpreter interpreter;
    private BorderRequest request;

    /** Opens a group, whose own threads stay idle. */
    @Setup
    public void open() {
        benchmark = new BenchmarkGroup(1, 1);
        interpreter = benchmark.interpreter();
        request = benchmark.request(path);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        benchmark.close();
    }

    /** The measuring thread's stay in the interpreter. */
    @State(Scope.Thread)
    public static class Visit {

        /** Enters; for each iteration, because the thread need not be the same in all of them. */
        @Setup(Level.Iteration)
        public void enter(InterpreterBenchmark of) {
            of.interpreter.enter();
        }

        /** Leaves. */
        @TearDown(Level.Iteration)
        public void leave(InterpreterBenchmark of) {
            of.interpreter.leave();
        }
    }

    /** Environ in, answer out. */
    @Benchmark
    public byte[] handle(Visit visit) {
        Outcome outcome = interpreter.handle(request.transport(), request.application(), request.environ());
        return BorderRequest.checked(outcome instanceof Outcome.Whole whole ? whole.bytes() : outcome);
    }
}
