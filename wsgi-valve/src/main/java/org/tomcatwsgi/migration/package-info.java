/** Reads configurations of Apache httpd and mod_wsgi and says what they are in Tomcat, directive by directive. */
package org.tomcatwsgi.migration;
