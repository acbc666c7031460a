package org.tomcatwsgi.application;

import org.openjdk.jmh.annotations.Fork;

/** The same as {@link GroupBenchmark}, from threads of our connector, which run Python themselves: without the hand-over. */
@Fork(value = 1, jvmArgsAppend = {"-Djmh.executor=CUSTOM", "-Djmh.executor.class=org.tomcatwsgi.connector.ConnectorThreads"})
public class GuestBenchmark extends GroupBenchmark {
}
