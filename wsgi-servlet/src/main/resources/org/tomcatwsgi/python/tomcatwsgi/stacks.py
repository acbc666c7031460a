"""Python stacks of running threads, for the log of a server that wonders what they do."""
import faulthandler
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


def of_all(running, identifiers=None):
    """The stacks of all threads, each with the request it serves and its age.

    ``running``: requests by thread identifier; ``identifiers()``: those of Java's threads by name, where Python cannot find them out itself.
    """
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    found = _stacks(set(running), identifiers)
    parts = []
    for identifier in sorted(set(found) | set(names)):
        request = running.get(identifier)
        serving = "idle" if request is None else "request [%s] [%s] for [%.1f] s" % (request.request_id, request.line, time.monotonic() - request.started)
        parts.append("Thread [%s] %s, %s:\n%s" % (names.get(identifier, "?"), identifier, serving, found.get(identifier, "  (not in Python)")))
    return "\n".join(parts)


def of_one(thread, identifiers=None):
    """The stack of the thread with that identifier, "" when there is none. ``identifiers``: see `of_all`."""
    return _stacks({thread}, identifiers).get(thread, "")


def _stacks(wanted, identifiers):
    """Stacks by thread identifier; those that are not ``wanted`` may be left out."""
    if not _GRAALPY:
        return {identifier: "".join(traceback.format_stack(frame)).rstrip("\n") for identifier, frame in sys._current_frames().items()}
    found = {}
    begin = time.monotonic()
    # a thread that does not come to a safepoint in time is missing from a dump
    while not found or wanted - set(found) and time.monotonic() - begin < _PATIENCE:
        found.update(_dump_of_graalpy((identifiers or _java_threads)()))
    return found


def _java_threads():
    import java
    return {str(thread.getName()): thread.getId() for thread in java.type("java.lang.Thread").getAllStackTraces().keySet()}


def _dump_of_graalpy(identifiers):
    """GraalPy shows the frames of another thread in no other way. A thread's identifier is that of the Java thread."""
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file.fileno(), all_threads=True)
        file.seek(0)
        parts = _THREAD.split(file.read().decode("utf-8", "replace"))
    return {identifiers[name]: stack.strip("\n") for name, stack in zip(parts[1::2], parts[2::2]) if name in identifiers and "  File " in stack}
