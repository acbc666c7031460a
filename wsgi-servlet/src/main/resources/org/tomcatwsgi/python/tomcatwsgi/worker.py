"""The worker of daemon mode: connections, threads, and the way of a request from FastCGI parameters into the gateway."""
import os
import queue
import threading
import time

from tomcatwsgi import fastcgi
from tomcatwsgi.connection import Connection, Disconnected
from tomcatwsgi.fastcgi import ProtocolError
from tomcatwsgi.files import FileWrapper
from tomcatwsgi.gateway import ABORT, ERROR, TIMEOUT, Gateway, seconds
from tomcatwsgi.interpreter import ERROR as AT_ERROR
from tomcatwsgi.owners import Forbidden
from tomcatwsgi.mod_wsgi import VERSION, RequestTimeout
from tomcatwsgi.request import FORBIDDEN, Request

_OWN = "TOMCATWSGI_"
_OWN_BYTES = _OWN.encode("ascii")


class Worker:
    """Serves requests of one application group. `serve` runs in any number of threads, one connection each."""

    def __init__(self, scripts, streams, log, settings, interrupts, owners, observation):
        """``log(level, text)``; ``settings``: see `tomcatwsgi.settings`; ``owners``: an `Owners`, or None for no check; ``observation``: an `Observation`."""
        self._scripts = scripts
        self._streams = streams
        self._log = log
        self._threads = settings["threads"]
        self._queue_timeout = settings["queue_timeout"]
        self._choice = settings["choice"]
        self._first = tuple(settings["applications"][0]) if settings["applications"] else None
        self._owners = owners
        self._applications = {}
        self._permits = queue.SimpleQueue()
        # they are the threads' numbers (E-31): of the threads themselves there is one for each connection
        for number in range(1, self._threads + 1):
            self._permits.put(number)
        self._interrupts = interrupts
        self.running = observation.running
        self.stopping = False
        self.idle = threading.Event()
        self._values = {"FCGI_MAX_CONNS": str(self._threads), "FCGI_MAX_REQS": str(self._threads), "FCGI_MPXS_CONNS": "0", "TOMCATWSGI_DIALECT": "1"}
        self._gateway = Gateway(scripts, self._error, {
            "wsgi.version": (1, 0),
            "wsgi.errors": streams.errors,
            "wsgi.multithread": self._threads != 1,
            "wsgi.multiprocess": settings["multiprocess"],
            "wsgi.run_once": False,
            "wsgi.input_terminated": True,
            "wsgi.file_wrapper": FileWrapper,
            "mod_wsgi.version": VERSION,
            "mod_wsgi.process_group": settings["group"],
            "mod_wsgi.application_group": settings["application_group"],
            "mod_wsgi.request_handler": "wsgi-script",
            "mod_wsgi.handler_script": "",
            "mod_wsgi.server_pid": settings["server_pid"],
            "tomcatwsgi.mode": "daemon",
            "tomcatwsgi.process": str(settings["process"]),
            "tomcatwsgi.compiled": settings["compiled"],
        })
        observation.attach(self._gateway)

    def _error(self, text):
        self._log(AT_ERROR, text)

    def stop(self):
        """Take no more requests; `idle` is set when the last one has ended."""
        self.stopping = True
        if not self.running:
            self.idle.set()

    def request(self, identifier):
        """The running request with that ``mod_wsgi.request_id``, or None."""
        return next((request for request in list(self.running.values()) if request.request_id == identifier), None)

    def serve(self, connected):
        """Serve the requests of a connection until it ends."""
        unread = False
        connection = Connection(connected, self._values)
        try:
            while True:
                opening = connection.opening()
                if opening is None:
                    break
                request = self._request(connection, opening)
                if opening.body:
                    request.settle()
                go_on = self._serve(request)
                if opening.body:
                    unread = request.unread()
                    request.end()
                if not go_on:
                    break
        except Disconnected:
            # nobody is left to tell
            pass
        except ProtocolError as error:
            self._error("Connection of a FastCGI client closed: %s." % error)
        finally:
            connection.close(unread)

    def _request(self, connection, opening):
        params = opening.params
        environ = fastcgi.pairs(params)
        dialect = environ.pop("TOMCATWSGI_DIALECT", None) == "1"
        application = environ.pop("TOMCATWSGI_APPLICATION", None)
        files = environ.pop("TOMCATWSGI_FILES", None) == "1"
        if params.count(_OWN_BYTES) > 3:
            for name in [name for name in environ if name.startswith(_OWN)]:
                del environ[name]
        complete(environ)
        environ["mod_wsgi.daemon_start"] = now = time.time()
        # the queue is in Tomcat: it begins when the request does
        environ["mod_wsgi.queue_start"] = seconds(environ.get("mod_wsgi.request_start"), now)
        return Request(connection, opening, environ, self._application(application), dialect, dialect and files, self._error)

    def _application(self, text):
        """What to call: (kind, target, name), or None."""
        if text is None or not self._choice:
            return self._first
        application = self._applications.get(text)
        if application is None:
            parts = os.fsdecode(text.encode("latin-1")).split(" ", 2)
            if len(parts) != 3 or parts[0] not in ("script", "module"):
                raise ProtocolError("TOMCATWSGI_APPLICATION [%s] is not a kind (script or module), a callable and a target" % text)
            application = self._applications[text] = (parts[0], parts[2], parts[1])
        return application

    def _serve(self, request):
        try:
            number = self._permits.get(True, self._queue_timeout)
        except queue.Empty:
            return request.refuse()
        thread = threading.get_ident()
        try:
            # in this order: whoever sets `stopping` and then finds nothing running may be sure of it
            self.running[thread] = request
            if self.stopping:
                return request.refuse()
            return request.finish(self._run(request, number))
        finally:
            del self.running[thread]
            self._permits.put(number)
            if self.stopping and not self.running:
                self.idle.set()

    def _run(self, request, number):
        """Run the application in the thread of that number; returns what `Request.finish` takes."""
        exchange = None
        try:
            request.interruptible = True
            request.exchange = exchange = self._gateway.exchange(request, request.environ, number)
            result = self._call(request, exchange)
        except RequestTimeout:
            # it came in the gateway's first or last lines
            if exchange is not None:
                exchange.close()
            result = ABORT if request.begun() else TIMEOUT
        finally:
            self._interrupts.end(request)
            self._streams.end()
        return result

    def _call(self, request, exchange):
        if request.application is None:
            self._error("Request [%s] names no application: set TOMCATWSGI_APPLICATION, or give the worker a script." % request.line)
            return ERROR
        kind, target, name = request.application
        if self._owners is not None and kind == "script":
            try:
                self._owners.check(target)
            except Forbidden as error:
                self._error(str(error))
                return FORBIDDEN
        return self._gateway.run(exchange, kind, target, name)


def complete(environ):
    """Make the parameters of any FastCGI client what PEP 3333 and the gateway expect of an environ."""
    environ.pop("HTTP_PROXY", None)
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_CONTENT_TYPE", None)
    if not environ.get("CONTENT_LENGTH", "0"):
        del environ["CONTENT_LENGTH"]
    if not environ.get("CONTENT_TYPE", "0"):
        del environ["CONTENT_TYPE"]
    if "PATH_INFO" in environ and "REQUEST_SCHEME" in environ and "REQUEST_URI" in environ:
        return
    if "PATH_INFO" not in environ:
        # nginx's and Apache's stock parameters: the whole path in SCRIPT_NAME
        environ["PATH_INFO"] = environ.get("SCRIPT_NAME", "")
        environ["SCRIPT_NAME"] = ""
    defaults = {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PROTOCOL": "HTTP/1.0",
        "REQUEST_SCHEME": "https" if environ.get("HTTPS", "").lower() in ("on", "1") else "http",
    }
    for name, value in defaults.items():
        environ.setdefault(name, value)
    environ.setdefault("SERVER_PORT", "443" if environ["REQUEST_SCHEME"] == "https" else "80")
    if "REQUEST_URI" not in environ:
        from urllib.parse import quote
        path = quote(environ["SCRIPT_NAME"] + environ["PATH_INFO"], "/", "latin-1")
        environ["REQUEST_URI"] = path + "?" + environ["QUERY_STRING"] if environ["QUERY_STRING"] else path
