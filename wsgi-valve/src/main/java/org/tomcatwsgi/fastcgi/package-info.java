/** FastCGI 1.0 as a client: connections to daemon processes and to foreign servers. */
package org.tomcatwsgi.fastcgi;
