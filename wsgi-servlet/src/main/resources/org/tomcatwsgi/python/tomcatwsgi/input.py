"""``wsgi.input`` (PEP 3333 "Input and Error Streams", W-01 to W-06)."""

_BLOCK = 65536


class Input:
    """The request body as a binary stream. It ends where the body ends (E-18), however the client framed it.

    A body that the client broke off raises OSError, now and at every later call. After the request has ended every method raises
    RuntimeError. It belongs to one request: only one thread may use it at a time.
    """

    __slots__ = ("_transport", "_blocks", "_rest", "_ended", "_failure")

    def __init__(self, transport, blocks=None):
        """``blocks``: how to read from ``transport`` if not by its ``read``; see `tomcatwsgi.blocks.Blocks`."""
        self._transport = transport
        self._blocks = blocks
        self._rest = b""
        self._ended = False
        self._failure = None

    def read(self, size=-1, /):
        """Return ``size`` bytes, fewer only at the end of the body; the rest of the body for None or a negative size."""
        self._check("read")
        if size is None or size < 0:
            return self._read_rest()
        if size == 0:
            return b""
        block = self._rest or self._fill(size, True)
        if len(block) == size:
            # a slice would be a copy
            self._rest = b""
            return block
        if len(block) > size:
            self._rest = block[size:]
            return block[:size]
        self._rest = b""
        if not block:
            return b""
        return self._read_more(block, size)

    def readline(self, size=-1, /):
        """Return one line with its end, at most ``size`` bytes of it if that is not None or negative."""
        self._check("readline")
        if size == 0:
            return b""
        if size is None or size < 0:
            size = None
        parts = []
        have = 0
        while True:
            block = self._rest or self._fill(_BLOCK, False)
            if not block:
                break
            end = block.find(b"\n") + 1
            take = end or len(block)
            if size is not None:
                take = min(take, size - have)
            self._rest = block[take:]
            parts.append(block[:take])
            have += take
            if take == end or have == size:
                break
        return b"".join(parts)

    def readlines(self, hint=-1, /):
        """Return the remaining lines, or those up to the one that reaches ``hint`` bytes."""
        self._check("readlines")
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def __iter__(self):
        self._check("__iter__")
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def close(self):
        """Do nothing: the body belongs to the server (W-01)."""

    def end(self):
        """Cut the stream off from its request: called by the gateway when the request has ended (W-06)."""
        self._transport = None
        self._rest = b""

    def _check(self, method):
        if self._transport is None:
            raise RuntimeError("%s() called on wsgi.input after request completed" % method)

    def _read_rest(self):
        parts = []
        block = self._rest
        self._rest = b""
        while block or not self._ended:
            if block:
                parts.append(block)
            block = self._fill(_BLOCK * 16, True)
        return b"".join(parts)

    def _read_more(self, block, size):
        parts = [block]
        have = len(block)
        while have < size:
            block = self._fill(size - have, True)
            if not block:
                break
            parts.append(block)
            have += len(block)
        return b"".join(parts)

    def _fill(self, wanted, whole):
        """Return the next bytes of the body, at most ``wanted`` of them; b"" at its end. ``whole``: it may wait for as many."""
        if self._ended:
            return b""
        if self._failure is None:
            wanted = min(wanted, _BLOCK * 16)
            blocks = self._blocks
            block = self._transport.read(wanted) if blocks is None else blocks.read(self._transport, wanted, whole)
            if block:
                return block if type(block) is bytes else block.encode("latin-1")
            if block is not None:
                self._ended = True
                return b""
            self._failure = self._transport.failure()
        raise OSError("mod_wsgi request data read error: %s" % self._failure)
