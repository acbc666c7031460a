/** Files that change while they are in use. */
package org.tomcatwsgi.changes;
