/** Which options a Java installation needs to run Python; create-war copies this package to the root of a WAR, for {@code java -jar}. */
package org.tomcatwsgi.boot.jdk;
