/**
 * {@code java -jar app.war}: the classes at the root of a self-contained WAR, which know nothing but the JDK. They unpack the WAR and
 * start the JVM that serves it. The launcher shares what both need: JVM options, the cache directory, signals.
 */
package org.tomcatwsgi.boot;
