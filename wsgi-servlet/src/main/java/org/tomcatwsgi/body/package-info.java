/** What limits a request body. */
package org.tomcatwsgi.body;
