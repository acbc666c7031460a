"""A small WSGI application in the standard library alone, made to be copied and changed.

``app``        the WSGI callable: finds the page for a request, turns errors into pages
``request``    what the client sent
``response``   what it gets: status, headers, body
``templates``  HTML files with placeholders, escaped by default
``pages``      home, environ, the error pages; the frame around all pages
``guestbook``  a form: POST, redirect, GET
``upload``     files of any size, hashed as they arrive; ``multipart`` takes the body apart
``stream``     responses that grow while they are sent
``source``     this source code, sent by ``wsgi.file_wrapper``
``facts``      what is known about the interpreter it runs in
"""
