/** One Python interpreter on GraalPy: the only package that knows the polyglot API. */
package org.tomcatwsgi.python;
