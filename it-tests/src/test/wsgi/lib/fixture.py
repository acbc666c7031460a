"""What the fixture applications share: behaviours chosen by path, and state that other requests can see.

Standard library only; runs on GraalPy 3.12 and CPython 3.9 and later.
"""
import threading
from urllib.parse import parse_qsl
from wsgiref.validate import validator

PLAIN = ("Content-Type", "text/plain")

# Nothing waits longer than this for a test that has already failed.
PATIENCE_SECONDS = 60


class Behaviours:
    """A WSGI application that serves each behaviour at /<its name, with "-" for "_">, and ``otherwise`` at every other path."""

    def __init__(self, otherwise="unknown"):
        self._behaviours = {"unknown": unknown}
        self._otherwise = otherwise

    def conforming(self, behaviour):
        """Decorate an application that keeps to PEP 3333: the validator stands between it and the server, and stays silent."""
        self._add(behaviour, validator(behaviour))
        return behaviour

    def bare(self, reason):
        """Decorate an application that the validator would refuse or disturb; ``reason`` says why it has to be so."""
        def decorate(behaviour):
            self._add(behaviour, behaviour)
            return behaviour
        assert reason
        return decorate

    def _add(self, behaviour, application):
        self._behaviours[behaviour.__name__.replace("_", "-")] = application

    def __call__(self, environ, start_response):
        name = (environ["PATH_INFO"] + "/").split("/")[1]
        behaviour = self._behaviours.get(name) or self._behaviours[self._otherwise]
        return behaviour(environ, start_response)


def unknown(environ, start_response):
    start_response("404 No Such Behaviour", [PLAIN])
    return [b"no such behaviour"]


def query(environ):
    """The query's parameters, each name once; bytes that are no UTF-8 stay latin-1."""
    return dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True, encoding="latin-1"))


def text(start_response, answer, *headers):
    """Answer 200 with ``answer``, latin-1."""
    start_response("200 OK", [PLAIN] + list(headers))
    return [answer.encode("latin-1")]


class State:
    """Counters, values and gates by name. A name is the test's own, so that tests do not meet."""

    def __init__(self):
        self._lock = threading.Lock()
        self._counters = {}
        self._values = {}
        self._gates = {}

    def count(self, name):
        with self._lock:
            self._counters[name] = self._counters.get(name, 0) + 1

    def counter(self, name):
        with self._lock:
            return self._counters.get(name, 0)

    def put(self, name, value):
        with self._lock:
            self._values[name] = value

    def get(self, name):
        """The value of that name, None if there is none."""
        with self._lock:
            return self._values.get(name)

    def gate(self, name):
        """The threading.Event of that name."""
        with self._lock:
            return self._gates.setdefault(name, threading.Event())

    def pass_gate(self, name):
        """Wait until another request opens the gate."""
        if not self.gate(name).wait(PATIENCE_SECONDS):
            raise RuntimeError("gate %r was not opened" % name)


state = State()


class Closing:
    """An iterable that counts the calls of its ``close`` under ``name``."""

    def __init__(self, blocks, name):
        self._blocks = iter(blocks)
        self._name = name

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._blocks)

    def close(self):
        state.count(self._name)
