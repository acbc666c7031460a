package org.tomcatwsgi.supervision;

import java.time.Duration;

/**
 * When a process is replaced, and how long each step may take. Zero: never, or no limit.
 *
 * @param maximumRequests        requests after which it is replaced (P-19); each process takes up to a tenth more, so that they do not all go at once
 * @param restartInterval        its greatest age (P-20), with the same spread
 * @param inactivityTimeout      idle time (P-22)
 * @param cpuTimeLimit           CPU time since its start (P-21)
 * @param memoryRestartThreshold resident bytes
 * @param startupTimeout         time until it is ready (P-23)
 * @param deadlockTimeout        silence of its heart (P-24)
 * @param requestTimeout         longest run of a request (P-25)
 * @param interruptTimeout       time that an interrupted request has to end (P-26)
 * @param gracefulTimeout        time that running requests have when it is replaced (P-27)
 * @param evictionTimeout        the same when an operator asks it to go (P-28); zero for gracefulTimeout
 * @param shutdownTimeout        time that exit functions have at the end (P-29)
 */
public record Recycling(
        long maximumRequests, Duration restartInterval, Duration inactivityTimeout, Duration cpuTimeLimit, long memoryRestartThreshold,
        Duration startupTimeout, Duration deadlockTimeout, Duration requestTimeout, Duration interruptTimeout, Duration gracefulTimeout,
        Duration evictionTimeout, Duration shutdownTimeout) {
}
