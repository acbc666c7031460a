"""What the client gets."""

# No page needs anything but its own files: no inline script or style, nothing from elsewhere, no frames.
SECURITY = [
    ("Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
]


class HttpError(Exception):
    """Ends a request with an error page: ``status`` line, ``message`` in one sentence, additional ``headers``."""

    def __init__(self, status, message, headers=()):
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.headers = list(headers)


class Response:
    """Status, headers and an iterable of byte blocks; ``content_type`` is "" where there is no body.

    Nothing here is worth a cache's memory unless the page says so: every page shows the request that made it.
    """

    def __init__(self, status, content_type, body, headers=()):
        self.status = status
        self.headers = [*SECURITY, *headers]
        self.body = body
        if content_type:
            self.headers.append(("Content-Type", content_type))
        if all(name != "Cache-Control" for name, _ in headers):
            self.headers.append(("Cache-Control", "no-store"))

    def drop_body(self):
        """Make it the answer to HEAD: the headers, Content-Length too, stay those of the answer to GET."""
        close = getattr(self.body, "close", None)
        if close is not None:
            close()
        self.body = []


def html(text, status="200 OK", headers=()):
    """A page whose length is known."""
    block = text.encode("utf-8")
    return Response(status, "text/html; charset=utf-8", [block], [("Content-Length", str(len(block))), *headers])


def redirect(location):
    """See Other: the browser fetches ``location`` with GET, so that reloading it does not post a form again."""
    return Response("303 See Other", "text/plain; charset=utf-8", [], [("Location", location), ("Content-Length", "0")])
