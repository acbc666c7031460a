"""A queue of bytes that goes to a file when it grows."""
import tempfile

_IN_MEMORY = 1 << 20
_BLOCK = 1 << 16


class Spool:
    """Takes blocks and gives them back in order."""

    def __init__(self):
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)
        self._read = 0
        self._written = 0

    def add(self, block):
        """Append ``block``."""
        self._file.seek(self._written)
        self._file.write(block)
        self._written += len(block)

    def take(self):
        """Remove and return the next bytes, b"" when there are none."""
        self._file.seek(self._read)
        block = self._file.read(_BLOCK)
        self._read += len(block)
        return block
