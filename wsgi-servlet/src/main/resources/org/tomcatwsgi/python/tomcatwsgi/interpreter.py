"""What embedded mode and daemon mode prepare alike in a Python interpreter: standard streams, ``sys.path``, its name."""
import os
import site
import sys

from tomcatwsgi.log import Log
from tomcatwsgi.restrict import Restricted

DEBUG, INFO, WARNING, ERROR = "DEBUG", "INFO", "WARNING", "ERROR"


class Streams:
    """``sys.stdout``, ``sys.stderr`` and ``wsgi.errors`` (the attribute ``errors``), all going to the log."""

    def __init__(self, log, restrict_stdin, restrict_stdout):
        """``log(level, text)`` writes one record; the flags are D-37 and D-38."""
        self.errors = Log(lambda text: log(ERROR, text), "wsgi.errors")
        sys.stderr = sys.__stderr__ = Log(lambda text: log(WARNING, text), "<stderr>")
        sys.stdout = sys.__stdout__ = Restricted("sys.stdout") if restrict_stdout else Log(lambda text: log(INFO, text), "<stdout>")
        if restrict_stdin:
            sys.stdin = Restricted("sys.stdin")

    def end(self):
        """Write out what this thread left incomplete: the request has ended."""
        for stream in (self.errors, sys.stderr, sys.stdout):
            if type(stream) is Log:
                stream.end()


def extend_path(directories):
    """Put ``directories`` in front of ``sys.path``, with their .pth files honoured (D-25)."""
    before = list(sys.path)
    for directory in directories:
        site.addsitedir(os.path.abspath(directory))
    added = [entry for entry in sys.path if entry not in before]
    sys.path[:] = added + before


def version():
    """Implementation and version: "CPython 3.11.2", or "GraalPy 25.0.3 (Python 3.12.8)"."""
    names = {"cpython": "CPython", "graalpy": "GraalPy", "pypy": "PyPy"}
    implementation = sys.implementation
    text = "%s %d.%d.%d" % ((names.get(implementation.name, implementation.name),) + tuple(implementation.version[:3]))
    if implementation.name != "cpython":
        text += " (Python %d.%d.%d)" % tuple(sys.version_info[:3])
    return text
