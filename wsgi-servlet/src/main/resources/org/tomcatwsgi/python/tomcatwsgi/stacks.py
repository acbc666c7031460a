"""Python stacks of running threads, for the log of a server that wonders what they do."""
import sys
import threading
import time
import traceback


def of_all(running):
    """The stacks of all threads, each with the request it serves and its age. ``running``: requests by thread identifier."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    parts = []
    for identifier, frame in sorted(sys._current_frames().items()):
        request = running.get(identifier)
        serving = "idle" if request is None else "request [%s] [%s] for [%.1f] s" % (request.request_id, request.line, time.monotonic() - request.started)
        parts.append("Thread [%s] %s, %s:\n%s" % (names.get(identifier, "?"), identifier, serving, _text(frame)))
    return "\n".join(parts)


def of_one(thread):
    """The stack of the thread with that identifier, "" when there is none."""
    frame = sys._current_frames().get(thread)
    return "" if frame is None else _text(frame)


def _text(frame):
    return "".join(traceback.format_stack(frame)).rstrip("\n")
