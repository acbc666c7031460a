"""The server's side of one FastCGI connection: records in, records out. One thread uses it at a time."""
import errno
import select
import socket
import struct
import sys

from tomcatwsgi import fastcgi
from tomcatwsgi.fastcgi import HEADER, LARGEST_CONTENT, ProtocolError

# A blocked call returns to Python this often, in seconds: an interrupt (P-26) lands only there.
PATIENCE = 1

# GraalPy has no interrupts, so that there a thread may just wait
_INTERRUPTIBLE = sys.implementation.name != "graalpy"

_RECEIVE = 65536
# far below IOV_MAX, and enough to keep the socket busy
_RECORDS_AT_ONCE = 16
# bytes of an unwanted body
_LARGEST_WASTE = 1 << 30

# not errors but ends of PATIENCE; GraalPy may lose the number of one, which leaves 0
_AGAIN = frozenset((0, errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR))
# GraalPy has neither this nor MSG_DONTWAIT nor select.poll
_SENDMSG = hasattr(socket.socket, "sendmsg")
# where this is 0, a send that blocks returns after PATIENCE
_DONT_WAIT = getattr(socket, "MSG_DONTWAIT", 0)
# so long, in milliseconds, it is worth while to wait for more of what the other side sends before it receives
LULL = 0 if _DONT_WAIT else 100

_BEGIN_1 = b"\x01\x01\x00\x01\x00\x08\x00\x00"
_PARAMS_1 = b"\x01\x04\x00\x01"
_NO_MORE_PARAMS_1 = fastcgi.record(fastcgi.PARAMS, 1)
_NOTHING_MORE_1 = _NO_MORE_PARAMS_1 + fastcgi.record(fastcgi.STDIN, 1)


class Disconnected(OSError):
    """The other side has closed the connection, or the connection failed."""


class Opening:
    """A request as its first records told it: ``params`` as one ``bytes``; ``body`` is False when its end has already been seen."""

    __slots__ = ("id", "keep", "params", "body")

    def __init__(self, request, keep, params, body):
        self.id = request
        self.keep = keep
        self.params = params
        self.body = body


class Connection:
    """Reads and writes whole records. Every method may raise Disconnected; those that read, ProtocolError too."""

    def __init__(self, connected, values):
        """``connected``: the accepted socket. ``values``: what FCGI_GET_VALUES may ask for, a dict of text."""
        self._socket = connected
        self._values = values
        self._buffer = b""
        self._at = 0
        # called when the other side sends instead of receiving: takes in what has arrived (plain FastCGI; the dialect rules it out)
        self.take_in = None
        # True while a record is on its way: one that is not finished makes the connection useless
        self.sending = False
        self._readable = None
        timeout = struct.pack("@ll", PATIENCE, 0)
        if _INTERRUPTIBLE:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)

    def opening(self):
        """Wait for the next request and return its `Opening`, or None at the end of the connection."""
        while True:
            if self._at == len(self._buffer):
                data = self._first()
                if not data:
                    return None
                # the usual request, all of it in one piece
                if data[:8] == _BEGIN_1 and data[16:20] == _PARAMS_1 and data[8:10] == b"\x00\x01" and len(data) > 24:
                    end = 24 + (data[20] << 8 | data[21])
                    rest = data[end + data[22]:]
                    if rest == _NOTHING_MORE_1 or rest == _NO_MORE_PARAMS_1:
                        return Opening(1, data[10] & 1, data[24:end], rest == _NO_MORE_PARAMS_1)
                self._buffer = data
                self._at = 0
            kind, request, content = self.record()
            if kind != fastcgi.BEGIN_REQUEST or request == 0:
                self.stray(kind, request, content)
                continue
            if len(content) != 8:
                raise ProtocolError("FCGI_BEGIN_REQUEST has [%d] bytes instead of 8" % len(content))
            keep = content[2] & fastcgi.KEEP_CONNECTION
            if content[:2] != b"\x00\x01":
                self.send(fastcgi.end(request, 0, fastcgi.UNKNOWN_ROLE))
            else:
                params = self._params(request)
                if params is not None:
                    return Opening(request, keep, params, True)
            if not keep:
                return None

    def _first(self):
        while True:
            try:
                return self._socket.recv(_RECEIVE)
            except OSError as error:
                if error.errno not in _AGAIN:
                    # a reset between two requests is an end like any other
                    return b""

    def _params(self, request):
        """Return the parameters of the request that has just begun, None if it was aborted."""
        parts = []
        size = 0
        while True:
            kind, other, content = self.record()
            if other != request:
                self.stray(kind, other, content, True)
            elif kind == fastcgi.PARAMS:
                if not content:
                    return b"".join(parts)
                parts.append(content)
                size += len(content)
                if size > fastcgi.LARGEST_PARAMS:
                    raise ProtocolError("parameters have more than [%d] bytes" % fastcgi.LARGEST_PARAMS)
            elif kind == fastcgi.ABORT_REQUEST:
                self.send(fastcgi.end(request, 0))
                return None
            else:
                raise ProtocolError("record of type [%d] in the midst of the parameters" % kind)

    def record(self):
        """Wait for the next record; return its type, request id and content."""
        while len(self._buffer) - self._at < 8:
            self._fill()
        version, kind, request, length, padding = HEADER.unpack_from(self._buffer, self._at)
        if version != fastcgi.VERSION:
            raise ProtocolError("record of version [%d] instead of 1" % version)
        start = self._at + 8
        if len(self._buffer) - start < length + padding:
            return kind, request, self._rest(start, length, padding)
        self._at = start + length + padding
        return kind, request, self._buffer[start:start + length]

    def _rest(self, start, length, padding):
        """Return the content of a record that has arrived in part only: what is missing is received where it belongs."""
        content = bytearray(length + padding)
        have = len(self._buffer) - start
        content[:have] = self._buffer[start:]
        self._buffer = b""
        self._at = 0
        missing = memoryview(content)[have:]
        while missing:
            try:
                count = self._socket.recv_into(missing)
            except BlockingIOError:
                continue
            except OSError as error:
                raise Disconnected("the connection to the server failed: %s" % error) from None
            if not count:
                raise Disconnected("the server has closed the connection")
            missing = missing[count:]
        return bytes(content[:length]) if padding or length < 1024 else content

    def complete(self):
        """Whether `record` would return at once."""
        have = len(self._buffer) - self._at
        if have < 8:
            return False
        length, padding = HEADER.unpack_from(self._buffer, self._at)[3:]
        return have >= 8 + length + padding

    def arrived(self, milliseconds=0):
        """Take in what has arrived, or arrives within a time; return whether there is a complete record."""
        if self._readable is None:
            self._readable = _ready(self._socket)
        if self._readable(milliseconds):
            self._fill()
        return self.complete()

    def stray(self, kind, request, content, active=False):
        """Deal with a record that belongs to no request here; ``active`` tells whether another request is."""
        if request == 0:
            if kind == fastcgi.GET_VALUES:
                asked = fastcgi.pairs(content)
                answer = {name: value for name, value in self._values.items() if name in asked}
                self.send(fastcgi.record(fastcgi.GET_VALUES_RESULT, 0, fastcgi.encode_pairs(answer)))
            else:
                self.send(fastcgi.record(fastcgi.UNKNOWN_TYPE, 0, bytes((kind, 0, 0, 0, 0, 0, 0, 0))))
        elif active and kind == fastcgi.BEGIN_REQUEST:
            self.send(fastcgi.end(request, 0, fastcgi.CANT_MPX_CONN))

    def _fill(self):
        while True:
            try:
                data = self._socket.recv(_RECEIVE)
            except OSError as error:
                if error.errno in _AGAIN:
                    continue
                raise Disconnected("the connection to the server failed: %s" % error) from None
            if not data:
                raise Disconnected("the server has closed the connection")
            self._buffer = self._buffer[self._at:] + data
            self._at = 0
            return

    def send(self, data):
        """Send records, whole."""
        self.sending = True
        try:
            while True:
                try:
                    sent = self._socket.send(data) if self.take_in is None else self._socket.send(data, _DONT_WAIT)
                except OSError as error:
                    if error.errno not in _AGAIN:
                        raise
                    if self.take_in is not None:
                        self._wait_for_either()
                    continue
                if sent == len(data):
                    break
                data = memoryview(data)[sent:]
        except Disconnected:
            raise
        except OSError as error:
            raise Disconnected("the connection to the server failed: %s" % error) from None
        self.sending = False

    def _wait_for_either(self):
        if _ready(self._socket, True)(PATIENCE * 1000):
            self.take_in()

    def output(self, request, head, data, tail=b""):
        """Send ``head`` and ``data``, both ``bytes``, as FCGI_STDOUT, then the records ``tail``."""
        size = len(head) + len(data)
        if size <= LARGEST_CONTENT:
            if size:
                self.send(b"".join((HEADER.pack(1, fastcgi.STDOUT, request, size, 0), head, data, tail)))
            elif tail:
                self.send(tail)
            return
        # what of the data goes into the first record, behind the head
        first = max(0, LARGEST_CONTENT - len(head))
        view = memoryview(data)
        pieces = []
        if head:
            start = head + data[:first] if first else head
            for at in range(0, len(start), LARGEST_CONTENT):
                pieces.append(fastcgi.record(fastcgi.STDOUT, request, start[at:at + LARGEST_CONTENT]))
            view = view[first:]
        for at in range(0, len(view), LARGEST_CONTENT):
            part = view[at:at + LARGEST_CONTENT]
            pieces += (HEADER.pack(1, fastcgi.STDOUT, request, len(part), 0), part)
            if len(pieces) > 2 * _RECORDS_AT_ONCE:
                self._send_pieces(pieces)
                pieces = []
        pieces.append(tail)
        self._send_pieces(pieces)

    def _send_pieces(self, pieces):
        self.sending = True
        try:
            sent = self._socket.sendmsg(pieces) if _SENDMSG and self.take_in is None else 0
        except OSError as error:
            if error.errno not in _AGAIN:
                raise Disconnected("the connection to the server failed: %s" % error) from None
            sent = 0
        if sent < sum(map(len, pieces)):
            self.send(memoryview(b"".join(pieces))[sent:])
        self.sending = False

    def fileno(self):
        return self._socket.fileno()

    def close(self, unread):
        """Close. ``unread``: what the other side still sends is thrown away for a while, so that the response is not lost with it."""
        if unread:
            try:
                self._socket.shutdown(socket.SHUT_WR)
                for _ in range(_LARGEST_WASTE // _RECEIVE):
                    if not self._socket.recv(_RECEIVE):
                        break
            except OSError:
                pass
        self._socket.close()


def _ready(connected, or_writable=False):
    """Return a function of milliseconds that waits for so long at most; truth when something has arrived or, if wanted, can be sent."""
    if not hasattr(select, "poll"):
        return lambda milliseconds: any(select.select((connected,), (connected,) if or_writable else (), (), milliseconds / 1000))
    poll = select.poll()
    poll.register(connected, select.POLLIN | select.POLLOUT if or_writable else select.POLLIN)
    return poll.poll
