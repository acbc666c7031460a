/** What Java does for modules of Python's standard library, and beyond, in embedded interpreters; the Python side is the package {@code tomcatwsgi.stdlib}. */
package org.tomcatwsgi.library;
