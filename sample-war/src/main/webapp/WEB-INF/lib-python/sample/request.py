"""What the client sent."""
from urllib.parse import parse_qs, quote

from sample.response import HttpError


class Request:
    """One request: ``method``, ``path`` within the application, ``root`` (where it is mounted), ``number`` in this interpreter."""

    def __init__(self, environ, number):
        self.environ = environ
        self.number = number
        self.method = environ["REQUEST_METHOD"]
        # PEP 3333 hands over bytes, one in each character of a str; what they say in UTF-8 is for the application to find out
        self.path = (environ.get("PATH_INFO") or "/").encode("latin-1").decode("utf-8", "replace")
        self.root = quote(environ.get("SCRIPT_NAME", ""), encoding="latin-1")

    def url(self, path):
        """The absolute URL of a path within the application, as this client writes it (PEP 3333 "URL Reconstruction")."""
        environ = self.environ
        host = environ.get("HTTP_HOST") or "%s:%s" % (environ["SERVER_NAME"], environ["SERVER_PORT"])
        return "%s://%s%s%s" % (environ["wsgi.url_scheme"], host, self.root, path)

    def cookie(self, name):
        """The value of a cookie, "" if the client has none of that name."""
        for pair in self.environ.get("HTTP_COOKIE", "").split(";"):
            key, _, value = pair.strip().partition("=")
            if key == name:
                return value
        return ""

    def media_type(self):
        """The type of the body without its parameters, in lower case."""
        return self.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()

    def body(self, limit):
        """The `Body`, of at most ``limit`` bytes. Raise 413 at once where the client announces more."""
        length = self.environ.get("CONTENT_LENGTH", "")
        announced = int(length) if length.isascii() and length.isdigit() else None
        if announced is not None and announced > limit:
            raise too_large(limit)
        if announced is None and not self.environ.get("wsgi.input_terminated"):
            announced = 0
        return Body(self.environ["wsgi.input"], announced, limit)

    def form(self, limit):
        """The fields of a form, the last value of each name. Raise 400, 413 or 415."""
        if self.media_type() != "application/x-www-form-urlencoded":
            raise HttpError("415 Unsupported Media Type", "A form is sent as application/x-www-form-urlencoded.")
        body = self.body(limit)
        text = b"".join(iter(lambda: body.read(8192), b"")).decode("utf-8", "replace")
        try:
            fields = parse_qs(text, keep_blank_values=True, errors="replace", max_num_fields=16)
        except ValueError:
            raise HttpError("400 Bad Request", "The form cannot be read.") from None
        return {name: values[-1] for name, values in fields.items()}


class Body:
    """A request body that ends where it should: not every server's ``wsgi.input`` does."""

    def __init__(self, stream, length, limit):
        """``length`` in bytes, None where only the end of ``stream`` shows it; more than ``limit`` bytes raise 413."""
        self._read = stream.read
        self._length = length
        self._limit = limit
        self.size = 0

    def read(self, size):
        """At most ``size`` bytes, b"" at the end. Raise 400 when the client sent less than it announced."""
        if self._length is not None:
            size = min(size, self._length - self.size)
        block = self._read(size) if size else b""
        self.size += len(block)
        if self.size > self._limit:
            raise too_large(self._limit)
        if not block and self._length is not None and self.size < self._length:
            raise HttpError("400 Bad Request", "The request body broke off.")
        return block


def too_large(limit):
    amount = "%d MiB" % (limit >> 20) if limit >= 1 << 20 else "%d KiB" % (limit >> 10)
    return HttpError("413 Content Too Large", "That is more than the %s this page takes." % amount)
