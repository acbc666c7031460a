/** Configuration as names and texts, read and checked. */
package org.tomcatwsgi.settings;
