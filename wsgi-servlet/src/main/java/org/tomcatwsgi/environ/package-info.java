/** From a servlet request to the CGI variables of PEP 3333, as strings. */
package org.tomcatwsgi.environ;
