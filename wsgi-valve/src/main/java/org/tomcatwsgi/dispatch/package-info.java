/** Which target a request goes to, and how long it may wait for one. */
package org.tomcatwsgi.dispatch;
