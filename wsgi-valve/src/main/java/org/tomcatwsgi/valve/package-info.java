/** WsgiDaemonValve: from Tomcat's request to a process group and back. */
package org.tomcatwsgi.valve;
