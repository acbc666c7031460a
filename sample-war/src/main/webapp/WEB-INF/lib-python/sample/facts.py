"""What is known about the interpreter this runs in, and about the server around it."""
import sys
import threading
import time

MODES = {
    "embedded": "Python runs inside Tomcat's own process",
    "daemon": "Python runs in a process beside Tomcat",
    "foreign": "this server is not Tomcat WSGI",
}

STARTED = time.monotonic()

_lock = threading.Lock()
_requests = 0


def count_request():
    """Count a request of this interpreter and return its number. Several threads may be here at once, hence the lock."""
    global _requests
    with _lock:
        _requests += 1
        return _requests


def server(environ):
    """The server's product name, as far as it gives one, and its address."""
    product = environ.get("SERVER_SOFTWARE") or ("Tomcat" if "tomcatwsgi.mode" in environ else "a WSGI server")
    return product, "%s:%s" % (environ["SERVER_NAME"], environ["SERVER_PORT"])


def mode(environ):
    """How the server runs Python, and what that means."""
    name = environ.get("tomcatwsgi.mode", "foreign")
    return name, MODES.get(name, "")


def group(environ):
    """The application group: applications of the same group share their interpreters. The global group's name is empty."""
    return environ.get("mod_wsgi.application_group", "none") or "%{GLOBAL}"


def interpreter(environ):
    """Generation and number of this interpreter: "2.1" is the first one after the first reload."""
    return environ.get("tomcatwsgi.interpreter", "1")


def python():
    """Implementation and language version."""
    name = {"graalpy": "GraalPy", "cpython": "CPython"}.get(sys.implementation.name, sys.implementation.name)
    own = "%d.%d.%d" % tuple(sys.implementation.version[:3])
    language = "%d.%d.%d" % tuple(sys.version_info[:3])
    return "%s %s" % (name, own) if own == language else "%s %s (Python %s)" % (name, own, language)


def execution(environ):
    """Whether Python is compiled to machine code, as far as the server says."""
    return {True: "compiled", False: "interpreted"}.get(environ.get("tomcatwsgi.compiled"), "not reported")


def uptime():
    """How long this interpreter has run the application, in words."""
    return duration(time.monotonic() - STARTED)


def duration(seconds):
    """A time span in words: "45 s", "3 min 20 s", "2 h 5 min", "4 d 1 h"."""
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    left = int(seconds)
    parts = []
    for size, unit in units:
        count, left = divmod(left, size)
        if count or (unit == "s" and not parts):
            parts.append("%d %s" % (count, unit))
        elif parts:
            break
    return " ".join(parts[:2])
