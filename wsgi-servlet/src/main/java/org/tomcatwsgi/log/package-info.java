/** The server's log, as Python's records reach it. */
package org.tomcatwsgi.log;
