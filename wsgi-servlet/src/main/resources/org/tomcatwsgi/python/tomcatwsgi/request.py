"""One request of a FastCGI connection: the gateway's transport in daemon mode (docs/daemon-protocol.md section 1)."""
import os
import struct
import threading
import time

from tomcatwsgi import fastcgi
from tomcatwsgi.connection import LULL, Disconnected
from tomcatwsgi.fastcgi import HEADER, LARGEST_CONTENT, ProtocolError
from tomcatwsgi.gateway import ABORT, DONE, TIMEOUT
from tomcatwsgi.spool import Spool

_ASK = struct.Struct(">BBHHBxI")
# each time costs a round trip; it bounds, too, what is kept of a body that the application reads in small pieces
_SMALLEST_ASK = 262144
_FILE_BLOCK = 1 << 20

FORBIDDEN = "forbidden"
_STATUS = {TIMEOUT: 504, FORBIDDEN: 403}
_REASON = {500: "Internal Server Error", 504: "Gateway Timeout", 403: "Forbidden"}
_COMPLETE_1 = fastcgi.end_of_output(1, 0)


class Request:
    """Carries one request and its response. None of the methods that the gateway calls raises (see the package's docstring)."""

    __slots__ = ("environ", "exchange", "application", "id", "request_id", "line", "started", "thread", "interruptible", "interrupted", "_connection", "_log", "_dialect", "_files",
                 "_keep", "_body", "_asked",
                 "_have", "_at", "_spool", "_failure", "_body_failure", "_broken", "_head", "_queued", "_sent")

    def __init__(self, connection, opening, environ, application, dialect, files, log):
        """``application``: kind, target and name, or None; ``dialect``, ``files``: whether the parameters asked for it; ``log(text)``: one record at
        error level."""
        self.environ = environ
        # its `Exchange` while the application runs
        self.exchange = None
        self.application = application
        self.id = opening.id
        self.request_id = environ.get("mod_wsgi.request_id", "")
        self.line = environ["REQUEST_METHOD"] + " " + environ["REQUEST_URI"].partition("?")[0]
        self.started = time.monotonic()
        self.thread = threading.get_ident()
        # both belong to `Interrupts`
        self.interruptible = False
        self.interrupted = False
        self._connection = connection
        self._log = log
        self._dialect = dialect
        self._files = files
        self._keep = opening.keep
        self._body = opening.body
        self._asked = False
        self._have = b""
        self._at = 0
        self._spool = None
        self._failure = None
        # the body's alone: a client that sends too much can still be answered
        self._body_failure = None
        self._broken = False
        self._head = b""
        self._queued = b""
        self._sent = False

    def settle(self):
        """Deal with the records that arrived together with the parameters."""
        try:
            while self._connection.complete() and self._failure is None:
                self._body_record()
        except (Disconnected, ProtocolError) as error:
            self._fail(error)
        if self._body and not self._dialect:
            self._connection.take_in = self._take_in

    def _take_in(self):
        """The other side sends its body and does not receive meanwhile: make room, so that it comes to that."""
        while self._body and self._failure is None and self._connection.arrived(LULL):
            self._body_record()
        if self._failure is not None:
            raise Disconnected(self._failure)

    def read(self, size):
        """Up to ``size`` bytes of the body; b"" at its end; None when it broke off."""
        try:
            while self._at == len(self._have):
                if self._spool is not None and self._unspool():
                    break
                if not self._body:
                    return b""
                if self._failure is not None or self._body_failure is not None:
                    return None
                if self._dialect:
                    self._ask(size)
                else:
                    parts = []
                    self._body_record(parts)
                    self._have = b"".join(parts)
                    self._at = 0
        except (Disconnected, ProtocolError) as error:
            self._fail(error)
            return None
        start = self._at
        self._at = end = min(start + size, len(self._have))
        return self._have if end - start == len(self._have) else self._have[start:end]

    def _ask(self, size):
        self._asked = True
        self._connection.send(_ASK.pack(1, fastcgi.READ, self.id, 4, 0, max(size, _SMALLEST_ASK)))
        parts = []
        while self._asked and self._body and self._failure is None:
            self._body_record(parts)
        self._asked = False
        self._have = b"".join(parts)
        self._at = 0

    def _body_record(self, parts=None):
        kind, request, content = self._connection.record()
        if request != self.id:
            self._connection.stray(kind, request, content, True)
        elif kind == fastcgi.STDIN:
            if not content:
                self._body = False
                self._connection.take_in = None
            elif parts is not None:
                parts.append(content)
            else:
                if self._spool is None:
                    self._spool = Spool()
                self._spool.add(content)
        elif kind == fastcgi.ABORT_REQUEST:
            self._failure = "the server has aborted the request"
        elif kind == fastcgi.PAUSE:
            self._asked = False
        elif kind == fastcgi.BROKEN:
            self._asked = False
            self._body_failure = content.decode("utf-8", "replace")
        elif kind == fastcgi.BEGIN_REQUEST:
            raise ProtocolError("FCGI_BEGIN_REQUEST with the id [%d] of the active request" % request)

    def _unspool(self):
        self._have = self._spool.take()
        self._at = 0
        return self._have

    def failure(self):
        """The text of the error behind the last None or False."""
        return self._failure or self._body_failure

    def _fail(self, error):
        self._failure = str(error)
        self._broken = True
        if type(error) is ProtocolError:
            self._log("Connection of a FastCGI client closed: %s." % error)

    def head(self, head):
        """Take the head of a streamed response: it leaves with the first block."""
        self._head = b"Status: " + head
        return True

    def write(self, block):
        """Send a block of the body. False: the client has gone."""
        try:
            # plain FastCGI sends a body unasked: it stays where it is until the application reads
            if self._dialect or not self._body:
                while self._failure is None and self._connection.arrived():
                    self._body_record()
            if self._failure is not None:
                return False
            head = self._head
            self._head = b""
            self._sent = True
            self._connection.output(self.id, head, block)
            return True
        except (Disconnected, ProtocolError) as error:
            self._fail(error)
            return False

    def send_file(self, path, offset, count):
        """Send a part of a file, or have the server send it. False: the client has gone, or the file became shorter."""
        if self._files:
            self._queued = fastcgi.file_part(self.id, os.fsencode(path), offset, count)
            return True
        try:
            with open(path, "rb", buffering=0) as file:
                file.seek(offset)
                while count:
                    block = file.read(min(count, _FILE_BLOCK))
                    if not block:
                        self._failure = "file [%s] became shorter while it was sent" % path
                        self._log(self._failure)
                        return False
                    count -= len(block)
                    if not self.write(block):
                        return False
            return True
        except OSError as error:
            self._failure = "file [%s] cannot be sent: %s" % (path, error.strerror or error)
            self._log(self._failure)
            return False

    def begun(self):
        """Whether something of the response may have left."""
        return self._sent or bool(self._queued)

    def sending(self):
        """Whether a record is on its way."""
        return self._connection.sending

    def refuse(self):
        """End the request with FCGI_OVERLOADED. Return whether the connection can go on."""
        return self._end(b"", fastcgi.end(self.id, 0, fastcgi.OVERLOADED))

    def finish(self, result):
        """Send what the gateway's ``result`` asks for. Return whether the connection can go on."""
        if type(result) is bytes:
            if len(result) <= LARGEST_CONTENT - 8 and self.id == 1:
                return self._end(b"", b"".join((HEADER.pack(1, 6, 1, len(result) + 8, 0), b"Status: ", result, _COMPLETE_1)))
            self._head = b"Status: "
            return self._end(result, fastcgi.end_of_output(self.id, 0))
        if result == DONE:
            return self._end(b"", self._queued + fastcgi.end_of_output(self.id, 0))
        if result == ABORT:
            if not self._dialect:
                return False
            return self._end(b"", fastcgi.end_of_output(self.id, 1))
        status = _STATUS.get(result, 500)
        if self._dialect:
            return self._end(b"", fastcgi.end(self.id, status))
        return self._end(_page(status), fastcgi.end_of_output(self.id, 0))

    def _end(self, data, tail):
        if self._broken or self._connection.sending:
            return False
        try:
            self._connection.output(self.id, self._head, data, tail)
        except Disconnected as error:
            self._fail(error)
            return False
        # an answer that is still under way would be taken for the next request's; an interrupt may have come in the midst of anything
        return bool(self._keep) and not self._asked and not self.interrupted

    def unread(self):
        """Whether the server may still be sending the body."""
        return self._body and not self._broken

    def end(self):
        """The response has been sent: what is still to come of the body is nobody's."""
        self._connection.take_in = None


def _page(status):
    title = "%d %s" % (status, _REASON[status])
    body = "<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n" % (title, title)
    return ("Status: %s\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n%s" % (title, len(body), body)).encode("latin-1")
