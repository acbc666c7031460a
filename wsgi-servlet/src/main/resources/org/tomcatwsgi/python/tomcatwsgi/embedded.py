"""Embedded mode: the door between the JVM and the gateway. Java calls what `open_interpreter` returns."""
import os
import site
import sys
import threading

from tomcatwsgi.files import FileWrapper
from tomcatwsgi.gateway import Gateway
from tomcatwsgi.log import Log
from tomcatwsgi.restrict import Restricted, restrict_exit, restrict_signals
from tomcatwsgi.scripts import LoadError, Scripts

DEBUG, INFO, WARNING, ERROR = "DEBUG", "INFO", "WARNING", "ERROR"


class EmbeddedInterpreter:
    """One Python interpreter inside the JVM, as its Java side sees it. Arguments and answers are strings, numbers and bytes."""

    def __init__(self, log, settings):
        """``log(level, text)`` writes one record; ``settings`` holds the keys that `open_interpreter` names."""
        self._emit = log
        self._scripts = Scripts()
        self._parked = threading.Event()
        self._running = {}
        self._errors = Log(lambda text: log(ERROR, text), "wsgi.errors")
        self._streams(settings)
        restrict_signals(lambda text: log(INFO, text))
        restrict_exit()
        self._gateway = Gateway(self._scripts, lambda text: log(ERROR, text), {
            "wsgi.version": (1, 0),
            "wsgi.errors": self._errors,
            "wsgi.multithread": settings["multithread"],
            "wsgi.multiprocess": settings["multiprocess"],
            "wsgi.run_once": False,
            "wsgi.input_terminated": True,
            "wsgi.file_wrapper": FileWrapper,
            "mod_wsgi.version": (6, 0, 5),
            "mod_wsgi.process_group": "",
            "mod_wsgi.application_group": settings["group"],
            "tomcatwsgi.mode": "embedded",
            "tomcatwsgi.interpreter": settings["interpreter"],
            "tomcatwsgi.compiled": settings["compiled"],
        })

    def _streams(self, settings):
        log = self._emit
        sys.stderr = sys.__stderr__ = Log(lambda text: log(WARNING, text), "<stderr>")
        sys.stdout = sys.__stdout__ = Restricted("sys.stdout") if settings["restrict_stdout"] else Log(lambda text: log(INFO, text), "<stdout>")
        if settings["restrict_stdin"]:
            sys.stdin = Restricted("sys.stdin")

    def park(self):
        """Wait until `unpark`. The owner thread waits here: weak reference callbacks reach it only while it is inside Python."""
        self._parked.wait()

    def unpark(self):
        self._parked.set()

    def handle(self, transport, kind, target, name, *variables):
        """Serve one request. ``variables``: environ keys and values in turn. Returns what `Exchange.run` returns."""
        environ = dict(zip(variables[::2], variables[1::2]))
        exchange = self._gateway.exchange(transport, environ)
        thread = threading.get_ident()
        self._running[thread] = exchange
        try:
            return self._gateway.run(exchange, kind, target, name)
        finally:
            self._running.pop(thread, None)
            self._end_streams()

    def abandon(self):
        """Clean up after a failure of the interpreter itself that no ``except`` saw: the thread's response gets its ``close()``."""
        exchange = self._running.pop(threading.get_ident(), None)
        if exchange is not None:
            exchange.close()
        self._end_streams()

    def _end_streams(self):
        for stream in (self._errors, sys.stderr, sys.stdout):
            if type(stream) is Log:
                stream.end()

    def load(self, kind, target, name):
        """Load an application, or an import script (D-10) where ``name`` is None. Returns None, or summary + "\\n" + traceback."""
        try:
            if name is None:
                self._scripts.module_of_script(target)
            else:
                self._scripts.application(kind, target, name)
        except LoadError as error:
            return error.summary + "\n" + error.detail
        finally:
            self._end_streams()
        return None

    def version(self):
        """Implementation and version: "GraalPy 25.0.3 (Python 3.12.8)"."""
        name = "GraalPy" if sys.implementation.name == "graalpy" else sys.implementation.name
        return "%s %d.%d.%d (Python %d.%d.%d)" % ((name,) + tuple(sys.implementation.version[:3]) + tuple(sys.version_info[:3]))

    def files(self):
        """The source files of everything imported, a line each."""
        return "\n".join(self._scripts.files())


def open_interpreter(log, group, interpreter, multithread, multiprocess, compiled, restrict_stdin, restrict_stdout, home, python_path):
    """Prepare this interpreter and return its `EmbeddedInterpreter`.

    ``log(level, text)``; ``group``, ``interpreter``: names; ``home``: goes first on ``sys.path`` unless ""; ``python_path``: directories,
    a line each, that go before all others, with their .pth files honoured (D-25).
    """
    sys.argv = ["mod_wsgi"]
    if not sys.executable:
        sys.executable = "python3"
    _extend_path([directory for directory in python_path.split("\n") if directory])
    if home:
        sys.path.insert(0, home)
    return EmbeddedInterpreter(log, {
        "group": group, "interpreter": interpreter, "multithread": multithread, "multiprocess": multiprocess, "compiled": compiled,
        "restrict_stdin": restrict_stdin, "restrict_stdout": restrict_stdout})


def _extend_path(directories):
    before = list(sys.path)
    for directory in directories:
        site.addsitedir(os.path.abspath(directory))
    added = [entry for entry in sys.path if entry not in before]
    sys.path[:] = added + before
