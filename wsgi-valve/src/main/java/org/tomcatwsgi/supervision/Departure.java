package org.tomcatwsgi.supervision;

import java.time.Duration;

/**
 * Why a process goes, and how.
 *
 * @param reason for the counts and for the worker's own exit functions
 * @param text   one sentence for the log, without the process's name
 * @param drain  time that its running requests have
 */
record Departure(RestartReason reason, String text, Duration drain) {
}
