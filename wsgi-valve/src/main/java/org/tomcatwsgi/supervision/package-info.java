/** Daemon processes: started, watched over, replaced. */
package org.tomcatwsgi.supervision;
