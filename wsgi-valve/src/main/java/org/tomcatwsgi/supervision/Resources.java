package org.tomcatwsgi.supervision;

/**
 * What a process may use. Zero: the system's own.
 *
 * @param listenBacklog       depth of its listening socket (P-33)
 * @param threadStackSize     bytes of each request thread's stack (P-18)
 * @param switchInterval      seconds between thread switches (P-17)
 * @param sendBufferSize      bytes (P-36)
 * @param receiveBufferSize   bytes (P-37)
 * @param niceness            -20 to 20 (P-41)
 * @param memoryLimit         bytes (P-42)
 * @param virtualMemoryLimit  bytes (P-43)
 */
public record Resources(
        int listenBacklog, long threadStackSize, double switchInterval, int sendBufferSize, int receiveBufferSize, int niceness, long memoryLimit,
        long virtualMemoryLimit) {
}
