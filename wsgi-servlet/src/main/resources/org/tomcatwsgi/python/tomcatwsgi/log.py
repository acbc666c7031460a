"""Text streams that end in the server's log: ``wsgi.errors``, ``sys.stderr`` and ``sys.stdout`` (W-40, W-41)."""
import io
import threading

# characters that wait for the end of their record
_LONGEST = 1 << 16
_TRACEBACK = "Traceback (most recent call last):\n"


class Log(io.TextIOBase):
    """A text stream whose complete lines become log records.

    A record ends where a ``write`` ends with a newline, so that a text of several lines stays whole, with or without ``print``'s own
    newline behind it; so does a traceback that is printed line by line. What is incomplete waits, per thread, for its end or for ``flush``.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, emit, name):
        """``emit(text)`` writes one record; ``name`` is the stream's name for ``repr``."""
        self._emit = emit
        self._pending = threading.local()
        self.name = name
        self.buffer = LogBuffer(self)

    def write(self, text, /):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        pending = getattr(self._pending, "text", "") + text
        end = len(pending) if pending.endswith("\n") else 0
        if not end and len(pending) > _LONGEST:
            end = pending.rfind("\n") + 1
        if pending.startswith(_TRACEBACK) and (not text.startswith(_TRACEBACK) or len(text) == len(_TRACEBACK)):
            end = _end_of_traceback(pending)
        self._pending.text = pending[end:]
        if end:
            self._emit(pending[:end - 1])
        return len(text)

    def flush(self):
        pending = getattr(self._pending, "text", "")
        if pending and not pending.startswith(_TRACEBACK):
            self._pending.text = ""
            self._emit(pending)

    def end(self):
        """Write out what this thread left incomplete: the request has ended."""
        pending = getattr(self._pending, "text", "")
        if pending:
            self._pending.text = ""
            self._emit(pending.rstrip("\n"))

    def writable(self):
        return True

    def isatty(self):
        return False

    def close(self):
        """Flush; the log itself stays open, it is the server's."""
        self.flush()

    def __repr__(self):
        return "<Log %s>" % self.name


class LogBuffer(io.RawIOBase):
    """The binary side of a `Log`: every bytes-like object is taken as UTF-8 (W-41)."""

    def __init__(self, log):
        self._log = log

    def write(self, data, /):
        data = bytes(data)
        self._log.write(data.decode("utf-8", "backslashreplace"))
        return len(data)

    def writable(self):
        return True

    def flush(self):
        self._log.flush()

    def close(self):
        self.flush()


def _end_of_traceback(text):
    """Return the index behind a printed traceback at the start of ``text``, 0 while its last line is not there yet."""
    at = len(_TRACEBACK)
    while True:
        newline = text.find("\n", at)
        if newline < 0:
            return 0
        if text[at] != " ":
            return newline + 1
        at = newline + 1
