package org.tomcatwsgi.dispatch;

import java.time.Duration;

/**
 * How long a request may wait for a target, and on it. Zero: no limit.
 *
 * @param queueTimeout   longest wait for a free thread while there are targets (P-32)
 * @param connectTimeout longest wait for a target that can be reached (P-30)
 * @param socketTimeout  longest silence of the application (P-31)
 * @param listenBacklog  most requests that wait at a time (P-33)
 */
public record Limits(Duration queueTimeout, Duration connectTimeout, Duration socketTimeout, int listenBacklog) {
}
