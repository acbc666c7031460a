"""How the bytes of a request body get from the JVM into embedded Python (docs/decisions.md)."""
# an application may replace os.read, as gevent's monkey patching does
from os import dup, read

from tomcatwsgi.interpreter import WARNING


class Blocks:
    """Reads blocks of request bodies: small ones come as text from the transport, larger ones through the interpreter's standard input.

    There the JVM lays each block out for the very thread that asked for it. One object serves all requests of the interpreter.
    """

    def __init__(self, log):
        """``log(level, text)`` writes one record."""
        self._log = log
        # one of our own: an application may close or replace descriptor 0
        self._descriptor = dup(0)

    def read(self, transport, wanted, whole):
        """Return up to ``wanted`` bytes, as ``transport.read`` does; with ``whole`` fewer than that, or 1 MiB, only at the end of the body."""
        descriptor = self._descriptor
        if descriptor is None:
            return transport.read(wanted)
        block = transport.fetch(wanted, whole)
        if type(block) is not int:
            return block
        try:
            found = read(descriptor, block)
            if len(found) == block and transport.taken():
                return found
            reason = "it is not the server's any more"
        except OSError as error:
            reason = error
        self._give_up(reason)
        return transport.read(wanted)

    def _give_up(self, reason):
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            self._log(WARNING, "Uploads are slower in this interpreter until it is reloaded, because its standard input cannot be read: %s." % reason)
