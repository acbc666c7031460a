package org.tomcatwsgi.supervision;

import java.time.Duration;

/**
 * A daemon process as it was a moment ago.
 *
 * @param number   its number in the group, never used twice
 * @param pid      its process id
 * @param state    how far it is in its life
 * @param version  implementation and version of its Python, "" until it is ready
 * @param failed   why its application could not be loaded, "" if it could
 * @param leaving  {@link RestartReason#key} if it is being replaced or ended, else ""
 * @param handled  requests that it has finished
 * @param running  requests that it works on
 * @param memory   resident bytes
 * @param cpu      CPU seconds since its start
 * @param age      time since its start
 */
public record ProcessSnapshot(
        int number, long pid, ProcessState state, String version, String failed, String leaving, long handled, int running, long memory, double cpu,
        Duration age) {
}
