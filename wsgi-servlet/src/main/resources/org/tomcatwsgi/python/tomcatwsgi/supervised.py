"""A worker under Tomcat's supervision: settings and orders come in, reports go out (docs/daemon-protocol.md section 2)."""
import faulthandler
import os
import signal
import threading
import time

from tomcatwsgi import process
from tomcatwsgi.control import Control
from tomcatwsgi.daemon import Daemon
from tomcatwsgi.interpreter import ERROR, version
from tomcatwsgi.scripts import LoadError
from tomcatwsgi.settings import DEFAULTS

_BEAT = 1
# exit code of a process that could not be set up
_NO_START = 3


class Supervised:
    """Connects a `Daemon` with its supervisor."""

    def __init__(self, control, settings):
        self._control = control
        self._settings = settings
        self._left = False
        self._orphaned = False
        self._daemon = Daemon(settings, control.log, lambda reason: control.send({"stopping": reason}), control.forget)

    def run(self):
        """Live; returns the exit code."""
        if self._settings["pdeathsig"]:
            process.die_with_parent()
        service = self._settings["threads"] == 0
        daemon = self._daemon
        threading.Thread(target=self._obey, name="wsgi-control", daemon=True).start()
        try:
            daemon.prepare((lambda: None) if service else daemon.bind)
        except (process.SettingError, OSError) as error:
            self._control.log(ERROR, "The worker cannot start: %s" % error)
            return _NO_START
        threading.Thread(target=self._beat, name="wsgi-heartbeat", daemon=True).start()
        code = self._service() if service else self._worker()
        if self._orphaned and not service:
            self._remove_directory()
        return code

    def _worker(self):
        daemon = self._daemon
        daemon.catch_signals()
        failed = daemon.load()
        daemon.listener.start()
        self._ready(failed)
        daemon.serve()
        return 0

    def _service(self):
        """Section 3: the import scripts are the program."""
        signal.signal(signal.SIGTERM, self._leave)
        self._ready(None)
        code = 0
        for path in self._settings["import_scripts"]:
            try:
                self._daemon.scripts.module_of_script(path)
            except LoadError as error:
                ended = error.__context__
                if isinstance(ended, SystemExit):
                    code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
                else:
                    self._control.log(ERROR, error.summary + ("\n" + error.detail if error.detail else ""))
                    code = 1
                break
        self._daemon.finish("", self._settings["shutdown_timeout"])
        return code

    def _leave(self, number, frame):
        self._left = True
        raise SystemExit(0)

    def _ready(self, failed):
        report = None if failed is None else {"summary": failed.summary, "detail": failed.detail}
        self._control.send({"ready": {"pid": os.getpid(), "version": version(), "failed": report}})

    def _obey(self):
        while True:
            try:
                order = self._control.read()
                if order is None:
                    break
                answer = self._answer(order)
                if answer is not None:
                    self._control.send({"answer": order.get("id"), "text": answer})
            except Exception as error:
                self._control.log(ERROR, "An order of the supervisor failed: %s: %s." % (type(error).__name__, error))
        self._orphaned = True
        self._stop("shutdown_signal", 0)

    def _remove_directory(self):
        """Remove the directory of the sockets: without a supervisor nobody else does, once the last worker has removed its own."""
        try:
            os.rmdir(os.path.dirname(self._settings["socket"]))
        except OSError:
            # another worker's socket is in it still, or the supervisor has removed it
            pass

    def _answer(self, order):
        what = order["do"]
        worker = self._daemon.worker
        if what == "shutdown":
            self._stop(order["reason"], order["timeout"])
            return None
        if what == "files":
            return "\n".join(self._daemon.scripts.files())
        if what == "stacks":
            return self._daemon.stacks.of_all({} if worker is None else worker.running)
        if what in ("stack", "interrupt"):
            request = None if worker is None else worker.request(order["request"])
            if request is None:
                return ""
            return self._daemon.stacks.of_one(request.thread) if what == "stack" else self._daemon.interrupts.interrupt(request)
        raise ValueError("unknown order [%s]" % what)

    def _stop(self, reason, timeout):
        self._daemon.stop(reason, timeout)
        if self._settings["threads"] != 0:
            return
        os.kill(os.getpid(), signal.SIGTERM)
        # a signal just before a blocking call does not interrupt it; but the script's own handler is called once
        while not self._left and signal.getsignal(signal.SIGTERM) == self._leave:
            time.sleep(_BEAT / 10)
            if not self._left:
                os.kill(os.getpid(), signal.SIGTERM)

    def _beat(self):
        while not self._daemon.ending.begun:
            if self._settings["deadlock_timeout"]:
                self._watch(self._settings["deadlock_timeout"])
            worker = self._daemon.worker
            running = 0 if worker is None else len(worker.running)
            self._control.send({"beat": {"rss": process.resident_bytes(), "cpu": process.cpu_seconds(), "running": running}})
            time.sleep(_BEAT)

    def _watch(self, timeout):
        try:
            # a watch that needs no GIL: unless it is wound up again in time, it prints all stacks and ends the process (P-24)
            faulthandler.dump_traceback_later(max(timeout, 2 * _BEAT), exit=True, file=2)
        except (AttributeError, RuntimeError, ValueError, OSError):
            # GraalPy has none: there the supervisor misses the beats
            pass


def main(compiled):
    """Run a supervised worker until its end; returns the exit code. ``compiled``: what ``tomcatwsgi.compiled`` says."""
    try:
        os.setsid()
    except (AttributeError, OSError):
        # it leads a session already, or cannot: then a Ctrl-C in Tomcat's terminal reaches it, too
        pass
    control = Control()
    settings = control.read()
    if settings is None:
        return 0
    return Supervised(control, {**DEFAULTS, **settings, "compiled": compiled, "server_pid": str(os.getppid())}).run()
