"""A gateway in the test's own process, with everything that the module ``mod_wsgi`` shows of its requests."""
import os
import sys
import threading
import types

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "main", "resources", "org", "tomcatwsgi", "python"))

from tomcatwsgi import mod_wsgi  # noqa: E402
from tomcatwsgi.gateway import Gateway  # noqa: E402
from tomcatwsgi.observation import Observation  # noqa: E402


class Transport:
    """Keeps what is sent; ``body`` is what the client sends."""

    def __init__(self, body=b""):
        self.body = body
        self.sent = b""

    def read(self, size):
        block, self.body = self.body[:size], self.body[size:]
        return block

    def head(self, head):
        self.sent += head
        return True

    def write(self, block):
        self.sent += block
        return True

    def failure(self):
        return "no failure"


class Server:
    """One interpreter; `get` serves a request of an application in the calling thread."""

    def __init__(self, daemon=False, threads=3, server_metrics=None):
        self.logged = []
        self.observation = Observation(self.log, {"daemon": daemon, "processes": 2, "threads": threads, "server_metrics": server_metrics},
                                       lambda exchange: exchange)
        self.gateway = Gateway(types.SimpleNamespace(application=lambda kind, target, name: target), lambda text: self.log("ERROR", text),
                               {"mod_wsgi.callable_object": "application", "mod_wsgi.server_pid": "4711"})
        self.observation.attach(self.gateway)
        before = sys.modules.get("mod_wsgi")
        self.module = mod_wsgi.install("shop", "", 2, threads, self.observation, self.log)
        if before is not None:
            sys.modules["mod_wsgi"] = before

    def log(self, level, text):
        self.logged.append(level + " " + text)

    def get(self, application, body=b"", thread=1, **environ):
        """Returns what `Gateway.run` does; ``self.transport`` has what was streamed."""
        self.transport = Transport(body)
        exchange = self.gateway.exchange(self.transport, {
            "REQUEST_METHOD": "GET", "REQUEST_URI": "/path?secret", "REQUEST_SCHEME": "http", "mod_wsgi.request_id": "R1",
            "mod_wsgi.queue_start": 2.0, "mod_wsgi.daemon_start": 3.0, "mod_wsgi.request_start": "1500", **environ}, thread)
        identifier = threading.get_ident()
        self.observation.running[identifier] = exchange
        try:
            return self.gateway.run(exchange, "script", application, "application")
        finally:
            del self.observation.running[identifier]


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello"]
