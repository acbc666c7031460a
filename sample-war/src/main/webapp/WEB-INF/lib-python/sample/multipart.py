"""Reads multipart/form-data (RFC 7578) as it arrives: no more than two blocks of it are in memory at a time."""
import re

from sample.response import HttpError

BLOCK = 64 << 10
HEADER_BYTES = 8 << 10
MAX_PARTS = 32

# RFC 2046 section 5.1.1: 1 to 70 of these, the last one no space
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]").fullmatch
# a value without quotes is a token; in quotes a backslash is just a character, since browsers write %22 for a quote
_PARAMETER = re.compile(r';\s*([A-Za-z*-]+)\s*=\s*(?:"([^"]*)"|([^\s";]+))').findall


class Part:
    """One field of a form: ``name``, ``filename`` (None if it is no file), ``content_type`` and its bytes as an iterable of ``blocks``."""

    def __init__(self, headers, blocks):
        disposition = headers.get("content-disposition", "")
        values = parameters(disposition)
        if not disposition.lower().startswith("form-data") or "name" not in values:
            raise bad("a part has no name")
        self.name = values["name"]
        self.filename = values.get("filename")
        self.content_type = headers.get("content-type", "text/plain")
        self.blocks = blocks


class Multipart:
    """Iterate over it for the `Part` objects; each is valid until the next one is asked for. Raises 400 for a body that is malformed."""

    def __init__(self, body, content_type):
        """``body.read(n)`` gives the bytes; the boundary is in ``content_type``."""
        boundary = parameters(content_type).get("boundary", "")
        if not _BOUNDARY(boundary):
            raise bad("it names no boundary")
        self._body = body
        self._delimiter = b"\r\n--" + boundary.encode("ascii")
        # so that the first delimiter, which may stand at the very beginning, looks like all others
        self._buffer = b"\r\n"

    def __iter__(self):
        for _ in self._until_delimiter():
            pass
        count = 0
        while not self._at_end():
            count += 1
            if count > MAX_PARTS:
                raise bad("it has more than %d parts" % MAX_PARTS)
            blocks = self._until_delimiter()
            yield Part(self._headers(), blocks)
            for _ in blocks:
                pass

    def _until_delimiter(self):
        """Yield what comes before the next delimiter and remove both from the buffer."""
        keep = len(self._delimiter) - 1
        while True:
            end = self._buffer.find(self._delimiter)
            if end >= 0:
                break
            # the last bytes may be the beginning of a delimiter
            block, self._buffer = self._buffer[:-keep], self._buffer[-keep:]
            if block:
                yield block
            self._more()
        block, self._buffer = self._buffer[:end], self._buffer[end + len(self._delimiter):]
        if block:
            yield block

    def _at_end(self):
        """Whether the delimiter just read was the last one; else skip the rest of its line."""
        self._need(2)
        if self._buffer.startswith(b"--"):
            while self._body.read(BLOCK):
                pass
            return True
        if self._line().strip(b" \t"):
            raise bad("there is text behind a boundary")
        return False

    def _headers(self):
        headers = {}
        left = HEADER_BYTES
        while True:
            line = self._line()
            if not line:
                return headers
            left -= len(line)
            if left < 0:
                raise bad("the headers of a part are too long")
            name, colon, value = line.decode("utf-8", "replace").partition(":")
            if not colon:
                raise bad("a header of a part has no colon")
            headers[name.strip().lower()] = value.strip()

    def _line(self):
        """Remove the next line from the buffer and return it without its end."""
        while b"\r\n" not in self._buffer:
            if len(self._buffer) > HEADER_BYTES:
                raise bad("the headers of a part are too long")
            self._more()
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line

    def _need(self, size):
        while len(self._buffer) < size:
            self._more()

    def _more(self):
        block = self._body.read(BLOCK)
        if not block:
            raise bad("it ends within a part")
        self._buffer += block


def parameters(header):
    """The parameters of a header as a dict, their names in lower case."""
    return {name.lower(): quoted or token for name, quoted, token in _PARAMETER(header)}


def bad(reason):
    return HttpError("400 Bad Request", "The form cannot be read: %s." % reason)
