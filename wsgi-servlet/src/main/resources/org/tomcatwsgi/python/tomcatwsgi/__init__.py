"""The gateway: one PEP 3333 implementation for every mode of Tomcat WSGI.

Beneath it lies a *transport*, whatever carries one request and its response. In embedded mode that is a host object of the JVM. A transport
has these methods, none of which raises:

``read(n)``                 up to ``n`` (> 0) body bytes, as ``bytes`` or as latin-1 ``str``; an empty one at its end; ``None`` when it broke off
``failure()``               the text of the error behind the last ``None`` or ``False``
``head(head)``              takes status line and headers (see `tomcatwsgi.headers.render`); ``False`` when the client has gone
``write(block)``            sends ``bytes`` to the client before it returns; ``False`` when the client has gone
``send_file(path, offset, count)``   takes over the sending of a part of a file; ``False`` when the client has gone

In embedded mode it also has ``fetch(n, whole)`` and ``taken()``, for `tomcatwsgi.blocks` alone.

The standard library is all it needs; it runs on GraalPy 3.12 and CPython 3.9 and later.
"""
