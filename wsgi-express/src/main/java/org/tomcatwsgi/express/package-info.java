/** The launcher, mod_wsgi-express for Tomcat: its commands, the embedded Tomcat behind {@code start-server}, WARs, and the setup of a Tomcat. */
package org.tomcatwsgi.express;
