"""A worker process, supervised or not: what it consists of, and its life from the listening socket to the exit functions."""
import faulthandler
import os
import queue
import signal
import sys

from tomcatwsgi import process
from tomcatwsgi.ending import LEAST, Ending
from tomcatwsgi.interpreter import ERROR, INFO, WARNING, Streams, extend_path
from tomcatwsgi.interrupts import Interrupts
from tomcatwsgi.listener import Listener, unix_socket
from tomcatwsgi.mod_wsgi import install
from tomcatwsgi.observation import Observation
from tomcatwsgi.owners import Forbidden, Owners
from tomcatwsgi.restrict import restrict_signals
from tomcatwsgi.scripts import LoadError, Scripts
from tomcatwsgi.signals import NAMES, Signals
from tomcatwsgi.slow import SlowRequests
from tomcatwsgi.stacks import Stacks
from tomcatwsgi.worker import Worker


class Daemon:
    """One worker process. Its main thread calls `prepare`, `open`, `load`, `serve` in turn; `stop` comes from any thread or signal handler."""

    def __init__(self, settings, log, stopping, forget):
        """``settings``: see `tomcatwsgi.settings`; ``log(level, text)``; ``stopping(reason)`` is called when shutdown has begun,
        ``forget()`` in a forked child."""
        self._settings = settings
        self._log = log
        self._stopping = stopping
        self._forget = forget
        self._orders = queue.SimpleQueue()
        self.streams = Streams(log, settings["restrict_stdin"], settings["restrict_stdout"])
        self.observation = Observation(log, {
            "daemon": True, "processes": settings["maximum_processes"], "threads": settings["threads"],
            "server_metrics": (lambda: self.observation.of_process()) if settings["server_metrics"] else None}, lambda request: request.exchange)
        install(settings["group"], settings["application_group"], settings["maximum_processes"], settings["threads"], self.observation, log)
        self.ending = Ending(self.observation.events, log)
        self.scripts = Scripts()
        self.interrupts = Interrupts()
        self.stacks = Stacks()
        self.slow = None
        self.worker = None
        self.listener = None
        self._owners = None

    def prepare(self, bind):
        """Set the process up; ``bind()`` returns the listening socket and the path of its file, or None for a service. Raise SettingError or OSError."""
        settings = self._settings
        sys.argv = ["mod_wsgi"]
        # by descriptor: sys.stderr is the log now
        _attempt(lambda: faulthandler.enable(2))
        process.apply(settings, lambda text: self._log(WARNING, text))
        script_user, script_group = process.user_number(settings["script_user"]), process.group_number(settings["script_group"])
        if script_user is not None or script_group is not None:
            self._owners = Owners(script_user, script_group)
        # before the change of user: the directory may be Tomcat's alone
        bound = bind()
        if bound is not None:
            self.worker = Worker(self.scripts, self.streams, self._log, settings, self.interrupts, self._owners, self.observation)
            self.listener = Listener(
                bound[0], bound[1], settings, self.worker.serve, self._log, lambda: self.stop("socket_lost", settings["shutdown_timeout"]))
        try:
            process.become(settings["user"], settings["unix_group"], settings["supplementary_groups"])
            if settings["home"]:
                self._go_home(settings["home"])
        except process.SettingError:
            if self.listener is not None:
                self.listener.close()
            raise
        extend_path(settings["python_path"])
        if settings["home"]:
            sys.path.insert(0, settings["home"])
        if bound is not None and settings["slow_requests"]:
            self.slow = SlowRequests(settings["slow_requests"], self.observation, self._log, self.stacks.of_one)
            self.slow.start()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._in_child)

    def bind(self):
        """The Unix socket of the settings, and its path."""
        return unix_socket(self._settings["socket"]), self._settings["socket"]

    def _go_home(self, home):
        try:
            os.chdir(home)
        except OSError as error:
            raise process.SettingError("home [%s] cannot be the working directory: %s. Make it one that the worker's user may enter."
                                       % (home, error.strerror)) from None

    def _in_child(self):
        # the parent's signal handlers would have the child ignore multiprocessing's terminate()
        application = [(getattr(signal, name), signal.SIG_DFL) for name in NAMES if hasattr(signal, name)]
        for number, handler in ((signal.SIGTERM, signal.SIG_DFL), (signal.SIGINT, signal.default_int_handler), *application):
            _attempt(lambda: signal.signal(number, handler))
        if self.listener is not None:
            self.listener.forget()
        self._forget()

    def catch_signals(self):
        """Have SIGTERM and SIGINT stop the process, give SIGHUP and SIGUSR2 to the application, and keep it from changing that (D-39)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            _attempt(lambda: signal.signal(number, self._signalled))
        Signals(self.observation.events).catch(_attempt)
        if self._settings["restrict_signal"]:
            restrict_signals(lambda text: self._log(INFO, text))

    def _signalled(self, number, frame):
        self.stop("shutdown_signal", self._settings["shutdown_timeout"])

    def stop(self, reason, timeout):
        """Begin to shut down; requests have ``timeout`` seconds. Called again, it can only shorten that."""
        # at once, and not when the main thread comes to it: an application that loads for ever would keep it
        self.ending.limit(timeout + LEAST)
        self._orders.put((reason, timeout))
        if not timeout and self.worker is not None:
            self.worker.idle.set()

    def load(self):
        """Run the import scripts and load the applications. Return the first LoadError, logged, or None."""
        first = None
        for path in self._settings["import_scripts"]:
            first = self._attempt_load(lambda: self.scripts.module_of_script(path)) or first
        for kind, target, name in self._settings["applications"]:
            if self._permitted(kind, target):
                first = self._attempt_load(lambda: self.scripts.application(kind, target, name)) or first
        return first

    def _permitted(self, kind, target):
        """Whether an application may be run as far as its owner goes (P-12); its requests get 403 otherwise."""
        try:
            if self._owners is not None and kind == "script":
                self._owners.check(target)
            return True
        except Forbidden as error:
            self._log(ERROR, str(error))
            return False

    def _attempt_load(self, action):
        try:
            action()
            return None
        except LoadError as error:
            self._log(ERROR, error.summary + ("\n" + error.detail if error.detail else ""))
            return error
        finally:
            self.streams.end()

    def serve(self):
        """Wait for the order to stop, then stop: returns when the process may be left."""
        order = None
        while order is None:
            try:
                # not for ever: a signal between Python's look for signals and the wait would have to wait, too
                order = self._orders.get(timeout=1)
            except queue.Empty:
                pass
        self.finish(*order)

    def finish(self, reason, timeout):
        """Shut down: no new request is taken, running ones have ``timeout`` seconds, then exit functions run."""
        self.ending.limit(timeout + LEAST)
        if self.worker is not None:
            self.listener.close()
            self.worker.stop()
        self._stopping(reason)
        if self.worker is not None:
            self.worker.idle.wait(timeout)
            if self.worker.running:
                self._log(WARNING, "Shutdown: [%d] requests did not end within [%s] s and are cut off." % (len(self.worker.running), timeout))
        if self.slow is not None:
            self.slow.stop()
        self.ending.run_exit_functions(reason)
        self.streams.end()


def _attempt(action):
    try:
        action()
    except (AttributeError, ValueError, OSError, RuntimeError, NotImplementedError):
        # this Python or this thread does not have it; nothing that the protocol promises for every Python depends on it
        pass
