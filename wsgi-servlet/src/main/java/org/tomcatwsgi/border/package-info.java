/**
 * The border between the two class loaders of embedded mode: classes of the web application on one side, GraalPy on the other.
 *
 * <p>GraalPy lives once per JVM, in a class loader that no undeployment can end; a web application's classes come and go. Only JDK types cross,
 * so neither side ever pins the other's class loader. {@link org.tomcatwsgi.border.Border} lists all that crosses.
 */
package org.tomcatwsgi.border;
