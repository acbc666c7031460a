"""What a guest of somebody else's process may not do: signals, standard streams, leaving (D-37 to D-39, W-44, W-50)."""
import os
import signal
import sys
import traceback


class Restricted:
    """Stands for a standard stream that is closed to applications: every use of it raises OSError."""

    def __init__(self, name):
        object.__setattr__(self, "_name", name)

    def __getattribute__(self, attribute):
        if attribute == "__class__":
            return object.__getattribute__(self, attribute)
        raise OSError("%s access restricted by mod_wsgi" % object.__getattribute__(self, "_name"))


Restricted.__module__ = "mod_wsgi"


def restrict_signals(log):
    """Make ``signal.signal`` a no-op that says so in the log and returns the handler it was given (D-39). Forked children are free."""
    register = signal.signal
    process = os.getpid()

    def restricted(signalnum, handler):
        if os.getpid() != process:
            return register(signalnum, handler)
        log("Callback registration for signal [%s] ignored: signals belong to the server.\n%s"
            % (signalnum, "".join(traceback.format_stack(sys._getframe(1))).rstrip()))
        return handler

    signal.signal = restricted


def restrict_exit():
    """Make ``os._exit`` and its relatives fail: they would end the server's process, not a process of the application's own."""
    def _exit(status):
        raise RuntimeError("os._exit(%r) refused: the process belongs to the server" % (status,))

    def abort():
        raise RuntimeError("os.abort() refused: the process belongs to the server")

    os._exit = _exit
    os.abort = abort
