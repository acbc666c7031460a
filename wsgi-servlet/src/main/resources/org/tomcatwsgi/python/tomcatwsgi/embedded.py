"""Embedded mode: the door between the JVM and the gateway. Java calls what `open_interpreter` returns."""
import sys
import threading

from tomcatwsgi import mod_wsgi
from tomcatwsgi.blocks import Blocks
from tomcatwsgi.files import FileWrapper
from tomcatwsgi.gateway import Gateway
from tomcatwsgi.interpreter import ERROR, INFO, Streams, extend_path, version
from tomcatwsgi.restrict import restrict_exit, restrict_signals
from tomcatwsgi.scripts import LoadError, Scripts, format_error


class EmbeddedInterpreter:
    """One Python interpreter inside the JVM, as its Java side sees it. Arguments and answers are strings, numbers and bytes."""

    def __init__(self, log, settings):
        """``log(level, text)`` writes one record; ``settings`` holds the keys that `open_interpreter` names."""
        self._log = log
        self._scripts = Scripts()
        self._parked = threading.Event()
        self._running = {}
        self._streams = Streams(log, settings["restrict_stdin"], settings["restrict_stdout"])
        self._module = mod_wsgi.install("", settings["group"], 1, settings["threads"])
        restrict_signals(lambda text: log(INFO, text))
        restrict_exit()
        self._gateway = Gateway(self._scripts, lambda text: log(ERROR, text), {
            "wsgi.version": (1, 0),
            "wsgi.errors": self._streams.errors,
            "wsgi.multithread": settings["threads"] != 1,
            "wsgi.multiprocess": settings["multiprocess"],
            "wsgi.run_once": False,
            "wsgi.input_terminated": True,
            "wsgi.file_wrapper": FileWrapper,
            "mod_wsgi.version": mod_wsgi.VERSION,
            "mod_wsgi.process_group": "",
            "mod_wsgi.application_group": settings["group"],
            "tomcatwsgi.mode": "embedded",
            "tomcatwsgi.interpreter": settings["interpreter"],
            "tomcatwsgi.compiled": settings["compiled"],
        }, Blocks(log))

    def park(self):
        """Wait until `unpark`. The owner thread waits here: weak reference callbacks reach it only while it is inside Python."""
        self._parked.wait()
        mod_wsgi.publish_shutdown(self._module, "", lambda error: self._log(ERROR, "Exception at shutdown.\n%s" % format_error(error)))
        self._streams.end()

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
            self._streams.end()

    def abandon(self):
        """Clean up after a failure of the interpreter itself that no ``except`` saw: the thread's response gets its ``close()``."""
        exchange = self._running.pop(threading.get_ident(), None)
        if exchange is not None:
            exchange.close()
        self._streams.end()

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
            self._streams.end()
        return None

    def version(self):
        """Implementation and version: "GraalPy 25.0.3 (Python 3.12.8)"."""
        return version()

    def files(self):
        """The source files of everything imported, a line each."""
        return "\n".join(self._scripts.files())


def open_interpreter(log, group, interpreter, threads, multiprocess, compiled, restrict_stdin, restrict_stdout, home, python_path):
    """Prepare this interpreter and return its `EmbeddedInterpreter`.

    ``log(level, text)``; ``group``, ``interpreter``: names; ``threads``: how many serve requests; ``home``: goes first on ``sys.path`` unless "";
    ``python_path``: directories, a line each, that go before all others, with their .pth files honoured (D-25).
    """
    sys.argv = ["mod_wsgi"]
    if not sys.executable:
        sys.executable = "python3"
    extend_path([directory for directory in python_path.split("\n") if directory])
    if home:
        sys.path.insert(0, home)
    return EmbeddedInterpreter(log, {
        "group": group, "interpreter": interpreter, "threads": threads, "multiprocess": multiprocess, "compiled": compiled,
        "restrict_stdin": restrict_stdin, "restrict_stdout": restrict_stdout})
