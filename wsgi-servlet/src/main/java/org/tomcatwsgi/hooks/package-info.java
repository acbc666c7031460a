/** Hook scripts (D-09, D-21 to D-23): Python functions that the server asks about a request before an application sees it. */
package org.tomcatwsgi.hooks;
