"""Python stacks of running threads, for the log of a server that wonders what they do."""
import faulthandler
import os
import re
import sys
import tempfile
import threading
import time
import traceback

_GRAALPY = sys.implementation.name == "graalpy"
# a line of GraalPy's faulthandler: "Thread[Polyglot-python-4,5,GRAALPYTHON_THREADS]", in newer Java with "#38," before the name
_THREAD = re.compile(r"^Thread\[(?:#\d+,)?(.*),\d+,[^,]*\]$", re.MULTILINE)

_PATIENCE = 2
_PAUSE = 0.02
_LARGEST = 1 << 22


class Stacks:
    """Reads the stacks of this interpreter's threads."""

    def __init__(self, identifiers=None):
        """``identifiers()``: the identifiers of Java's threads by name, where Python cannot find them out itself."""
        self._dumps = Dumps(identifiers or _java_threads) if _GRAALPY else None

    def of_all(self, running):
        """The stacks of all threads, each with the request it serves and its age. ``running``: requests by thread identifier."""
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        found = self._read(set(running))
        parts = []
        for identifier in sorted(set(found) | set(names)):
            request = running.get(identifier)
            serving = "idle" if request is None else "request [%s] [%s] for [%.1f] s" % (request.request_id, request.line, time.monotonic() - request.started)
            parts.append("Thread [%s] %s, %s:\n%s" % (names.get(identifier, "?"), identifier, serving, found.get(identifier, "  (not in Python)")))
        return "\n".join(parts)

    def of_one(self, thread):
        """The stack of the thread with that identifier, "" when there is none."""
        return self._read({thread}).get(thread, "")

    def _read(self, wanted):
        """Stacks by thread identifier; those that are not ``wanted`` may be left out."""
        if self._dumps is not None:
            return self._dumps.read(wanted)
        return {identifier: "".join(traceback.format_stack(frame)).rstrip("\n") for identifier, frame in sys._current_frames().items()}


class Dumps:
    """The dumps of GraalPy's ``faulthandler``, which shows the frames of other threads in no other way.

    Each thread writes its own, when it comes to a safepoint: perhaps long after the call. So the file stays open, for its descriptor must not
    become another file's meanwhile; and one dump at a time is asked for, for a thread that owes many writes one inside the other, until its stack
    overflows in the midst of its request.
    """

    def __init__(self, identifiers):
        """``identifiers()``: the identifiers of Java's threads by name: Python's threads have the same."""
        self._identifiers = identifiers
        self._lock = threading.Lock()
        self._written = self._readable = None

    def read(self, wanted):
        """Stacks by thread identifier; those in ``wanted`` are waited for a moment."""
        with self._lock:
            begin = self._begin()
            faulthandler.dump_traceback(self._written.fileno(), all_threads=True)
            identifiers = self._identifiers()
            end = time.monotonic() + _PATIENCE
            before = None
            while True:
                found = self._parse(begin, identifiers)
                # a stack may have arrived in part: it is whole when nothing is added any more
                if wanted <= set(found) and found == before or time.monotonic() > end:
                    return found
                before = found
                time.sleep(_PAUSE)

    def _begin(self):
        if self._written is None:
            descriptor, path = tempfile.mkstemp(prefix="wsgi-stacks")
            os.close(descriptor)
            self._written = open(path, "ab", buffering=0)
            self._readable = open(path, "rb", buffering=0)
            os.unlink(path)
        size = self._readable.seek(0, os.SEEK_END)
        if size > _LARGEST:
            os.ftruncate(self._written.fileno(), 0)
            return 0
        return size

    def _parse(self, begin, identifiers):
        self._readable.seek(begin)
        parts = _THREAD.split(self._readable.read().decode("utf-8", "replace"))
        return {identifiers[name]: stack.strip("\n") for name, stack in zip(parts[1::2], parts[2::2]) if name in identifiers and "  File " in stack}


def _java_threads():
    import java
    return {str(thread.getName()): thread.getId() for thread in java.type("java.lang.Thread").getAllStackTraces().keySet()}
