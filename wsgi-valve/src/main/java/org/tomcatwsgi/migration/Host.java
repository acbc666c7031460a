package org.tomcatwsgi.migration;

import java.util.List;

/**
 * A virtual host.
 *
 * @param section its names
 * @param webApps its web applications
 */
record Host(HostSection section, List<WebApp> webApps) {
}
