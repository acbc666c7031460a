/** The MBeans of application groups. */
package org.tomcatwsgi.management;
