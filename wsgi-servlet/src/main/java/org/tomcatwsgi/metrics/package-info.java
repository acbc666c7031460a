/** What a group counts of its requests, in fixed memory, and what of it is shown. Both modes, JDK only. */
package org.tomcatwsgi.metrics;
