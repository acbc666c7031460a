/** The status page, and the metrics for Prometheus: what MBeans say of all groups of this JVM, whichever class loader they are of. */
package org.tomcatwsgi.status;
