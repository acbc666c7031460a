"""Embedded mode: the door between the JVM and the gateway. Java calls what `open_interpreter` returns."""
import json
import os
import sys
import threading
import time

from tomcatwsgi import container, mod_wsgi, stdlib
from tomcatwsgi.blocks import Blocks
from tomcatwsgi.files import FileWrapper
from tomcatwsgi.gateway import Gateway
from tomcatwsgi.hooks import Hooks
from tomcatwsgi.interpreter import ERROR, INFO, Streams, extend_path, version
from tomcatwsgi.observation import Observation
from tomcatwsgi.restrict import restrict_exit, restrict_signals
from tomcatwsgi.scripts import LoadError, Scripts
from tomcatwsgi.sleeping import sleeping
from tomcatwsgi.slow import SlowRequests
from tomcatwsgi.stacks import Stacks


class EmbeddedInterpreter:
    """One Python interpreter inside the JVM, as its Java side sees it. Arguments and answers are strings, numbers and bytes."""

    def __init__(self, log, settings):
        """``log(level, text)`` writes one record; ``settings`` holds the keys that `open_interpreter` names."""
        self._log = log
        self._scripts = Scripts()
        self._parked = threading.Event()
        self._pass_request = settings["pass_servlet_request"]
        # the numbers of threads (E-31) that no request has; the threads themselves may be anybody's
        self._threads = settings["threads"]
        self._numbers = list(range(self._threads, 0, -1))
        self._server = settings["server"]
        self._observation = Observation(log, {
            "daemon": False, "processes": settings["interpreters"], "threads": settings["threads"],
            "server_metrics": (lambda: json.loads(self._server("metrics"))) if settings["server_metrics"] else None}, lambda exchange: exchange)
        self._running = self._observation.running
        self._stacks = None
        self._streams = Streams(log, settings["restrict_stdin"], settings["restrict_stdout"])
        mod_wsgi.install("", settings["group"], settings["interpreters"], settings["threads"], self._observation, log)
        restrict_signals(lambda text: log(INFO, text))
        restrict_exit()
        self._gateway = Gateway(self._scripts, lambda text: log(ERROR, text), {
            "wsgi.version": (1, 0),
            "wsgi.errors": self._streams.errors,
            "wsgi.multithread": settings["threads"] != 1,
            "wsgi.multiprocess": settings["interpreters"] > 1,
            "wsgi.run_once": False,
            "wsgi.input_terminated": True,
            "wsgi.file_wrapper": FileWrapper,
            "mod_wsgi.version": mod_wsgi.VERSION,
            "mod_wsgi.process_group": "",
            "mod_wsgi.application_group": settings["group"],
            "mod_wsgi.request_handler": "wsgi-script",
            "mod_wsgi.handler_script": "",
            "mod_wsgi.server_pid": str(os.getpid()),
            "mod_wsgi.queue_start": 0.0,
            "mod_wsgi.daemon_start": 0.0,
            "tomcatwsgi.mode": "embedded",
            "tomcatwsgi.interpreter": settings["interpreter"],
            "tomcatwsgi.compiled": settings["compiled"],
        }, Blocks(log))
        self._hooks = Hooks(self._scripts, lambda text: log(ERROR, text), {
            "wsgi.errors": self._streams.errors,
            "mod_wsgi.version": mod_wsgi.VERSION,
            "mod_wsgi.process_group": "",
            "mod_wsgi.application_group": settings["group"],
        })
        self._observation.attach(self._gateway)
        self._slow = None
        if settings["slow_requests"]:
            self._slow = SlowRequests(settings["slow_requests"], self._observation, log, Stacks(self._java_threads).of_one)
            self._slow.start()

    def park(self):
        """Wait until `unpark`. The owner thread waits here: weak reference callbacks reach it only while it is inside Python."""
        self._parked.wait()
        if self._slow is not None:
            self._slow.stop()
        self._observation.events.stopping("")
        self._streams.end()

    def unpark(self):
        self._parked.set()

    def handle(self, transport, kind, target, name, *variables):
        """Serve one request. ``variables``: environ keys and values in turn. Returns what `Exchange.run` returns."""
        environ = dict(zip(variables[::2], variables[1::2]))
        if self._pass_request:
            container.add_to(environ, transport)
        thread = threading.get_ident()
        try:
            number = self._numbers.pop()
        except IndexError:
            # a failure inside the interpreter has kept one
            number = self._threads + 1
        exchange = self._gateway.exchange(transport, environ, number)
        self._running[thread] = exchange
        try:
            return self._gateway.run(exchange, kind, target, name)
        finally:
            self._running.pop(thread, None)
            self._numbers.append(number)
            self._streams.end()

    def hook(self, transport, kind, target, name, *strings):
        """Call the hook ``name`` of the script ``target``; ``strings`` and the answer are those of `Hooks.call`. Nothing is read from ``transport``."""
        try:
            return self._hooks.call(target, name, strings)
        finally:
            self._streams.end()

    def _java_threads(self):
        """Identifiers of Java's threads by name."""
        return {name: int(identifier) for identifier, _, name in (line.partition(" ") for line in self._server("threads").split("\n"))}

    def abandon(self):
        """Clean up after a failure of the interpreter itself that no ``except`` saw: the thread's response gets its ``close()``."""
        exchange = self._running.pop(threading.get_ident(), None)
        if exchange is not None:
            exchange.close()
        self._streams.end()

    def load(self, kind, target, name):
        """Load an application, or an import script (D-10) where ``name`` is None, or a hook script. Returns None, or summary + "\\n" + traceback."""
        try:
            if kind == "hook":
                self._hooks.load(target)
            elif name is None:
                self._scripts.module_of_script(target)
            else:
                self._scripts.application(kind, target, name)
        except LoadError as error:
            return error.summary + "\n" + error.detail
        finally:
            self._streams.end()
        return None

    def stacks(self, path):
        """Have all threads append their stacks to the file ``path``, the same one at each call, as GraalPy's ``faulthandler`` does.

        Most of them do so after this has returned, when they get the GIL. So the file stays open: its descriptor must not become another file's meanwhile.
        """
        import faulthandler
        if self._stacks is None:
            self._stacks = open(path, "a", encoding="utf-8")
        faulthandler.dump_traceback(self._stacks.fileno(), all_threads=True)

    def version(self):
        """Implementation and version: "GraalPy 25.0.3 (Python 3.12.8)"."""
        return version()

    def files(self):
        """The source files of everything imported, a line each."""
        return "\n".join(self._scripts.files())


def open_interpreter(log, server, library, group, interpreter, threads, interpreters, compiled, restrict_stdin, restrict_stdout, pass_servlet_request,
                     slow_requests, server_metrics, home, python_path):
    """Prepare this interpreter and return its `EmbeddedInterpreter`.

    ``log(level, text)``; ``server(what)`` answers "threads" with a line for each thread of the JVM, identifier and name, and "metrics" with JSON;
    ``library``: what Java does for modules of the standard library (`tomcatwsgi.stdlib`); ``group``, ``interpreter``: names; ``threads``: how many serve requests; ``interpreters``: how many the group has; ``pass_servlet_request``: D-16;
    ``slow_requests``: seconds, 0 for none (D-46); ``server_metrics``: D-44; ``home``: goes first on ``sys.path`` unless "";
    ``python_path``: directories, a line each, that go before all others, with their .pth files honoured (D-25).
    """
    sys.argv = ["mod_wsgi"]
    if not sys.executable:
        sys.executable = "python3"
    time.sleep = sleeping(time.sleep)
    stdlib.install(library)
    extend_path([directory for directory in python_path.split("\n") if directory])
    if home:
        sys.path.insert(0, home)
    return EmbeddedInterpreter(log, {
        "group": group, "interpreter": interpreter, "threads": threads, "interpreters": interpreters, "compiled": compiled,
        "restrict_stdin": restrict_stdin, "restrict_stdout": restrict_stdout, "pass_servlet_request": pass_servlet_request,
        "slow_requests": slow_requests, "server_metrics": server_metrics, "server": server})
