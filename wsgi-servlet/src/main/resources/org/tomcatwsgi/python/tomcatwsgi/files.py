"""``wsgi.file_wrapper`` (PEP 3333 "Optional Platform-Specific File Handling", W-30 to W-34)."""
import io
import os
import stat


class FileWrapper:
    """An iterable over the blocks of ``filelike``; returned as it is from an application, the server sends the file itself."""

    def __init__(self, filelike, blksize=8192):
        self.filelike = filelike
        self.blksize = blksize
        if hasattr(filelike, "close"):
            self.close = filelike.close

    def __iter__(self):
        return self

    def __next__(self):
        block = self.filelike.read(self.blksize)
        if block:
            return block
        raise StopIteration


def path_of(wrapper):
    """Return ``(path, position, remaining)`` of the regular file that the wrapper holds, or None where only ``read`` gives its bytes.

    Only the plain file objects of ``open`` qualify: any other may do something else in ``read`` or delete its file in ``close``.
    """
    filelike = wrapper.filelike
    if type(wrapper) is not FileWrapper or type(filelike) not in (io.BufferedReader, io.FileIO, io.BufferedRandom):
        return None
    try:
        # the server sends the file after close(): one that does more than to close would come too early
        if "close" in getattr(filelike, "__dict__", ()) or wrapper.close != filelike.close:
            return None
        path = os.path.realpath(os.fsdecode(filelike.name))
        opened = os.fstat(filelike.fileno())
        named = os.stat(path)
        if not stat.S_ISREG(opened.st_mode) or (opened.st_ino, opened.st_dev) != (named.st_ino, named.st_dev):
            return None
        if filelike.writable():
            filelike.flush()
        position = filelike.tell()
        # GraalPy's fstat looks the name up again: a file that took the opened one's name shows by its size only
        size = filelike.seek(0, os.SEEK_END)
        filelike.seek(position)
        # what has no size, as in /proc, may have content all the same
        if size != named.st_size or size == 0:
            return None
    except (AttributeError, OSError, TypeError, ValueError):
        return None
    return path, position, max(0, size - position)
