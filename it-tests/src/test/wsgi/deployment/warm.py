"""Counts how often the server itself called, and behaves badly on some paths."""
import threading

from fixture import Behaviours, text

application = Behaviours(otherwise="page")
calls = {"warm": 0, "page": 0, "failing": 0, "raising": 0}
seen = {}
lock = threading.Lock()


def count(environ, name):
    with lock:
        calls[name] += 1
        if "mod_wsgi.warmup" in environ:
            calls["warm"] += 1


@application.conforming
def page(environ, start_response):
    count(environ, "page")
    if "mod_wsgi.warmup" in environ:
        seen.update((key, value) for key, value in environ.items() if isinstance(value, str))
    return text(start_response, "page")


@application.conforming
def failing(environ, start_response):
    count(environ, "failing")
    start_response("503 Not Now", [("Content-Type", "text/plain")])
    return [b"not now"]


@application.conforming
def raising(environ, start_response):
    count(environ, "raising")
    raise ValueError("cold")


@application.conforming
def endless(environ, start_response):
    """A stream that has no end but that of its client."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    while True:
        yield b"tick"


@application.conforming
def told(environ, start_response):
    """What this interpreter was called for, and with what environ, before any client came."""
    lines = ["interpreter=%s" % environ["tomcatwsgi.interpreter"]]
    lines.extend("%s=%d" % pair for pair in calls.items())
    lines.extend("%s=%s" % pair for pair in seen.items())
    return text(start_response, "\n".join(lines))
