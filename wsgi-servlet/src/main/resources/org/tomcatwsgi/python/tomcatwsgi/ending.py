"""The end of a worker process: one way, whatever brought it about."""
import atexit
import faulthandler
import os
import threading
import time

from tomcatwsgi.interpreter import ERROR, WARNING
from tomcatwsgi.scripts import format_error

# seconds that exit functions have when running requests used up the time, or nobody waits any more
LEAST = 2


class Ending:
    """Ends the process: by exit functions and `leave`, or, when the time is up, regardless of them."""

    def __init__(self, events, log):
        """``events``: an `Events`; ``log(level, text)``."""
        self._events = events
        self._log = log
        self._lock = threading.RLock()
        self._deadline = None

    @property
    def begun(self):
        """Whether `limit` has been called."""
        return self._deadline is not None

    def limit(self, seconds):
        """The process lives for so many seconds more, whatever it does. Called again, only a shorter time counts."""
        with self._lock:
            deadline = time.monotonic() + seconds
            if self._deadline is not None and self._deadline <= deadline:
                return
            self._deadline = deadline
        try:
            # the watch that needs no GIL; it comes later than the one below, which says what happened
            faulthandler.dump_traceback_later(seconds + 3, exit=True, file=2)
        except (AttributeError, RuntimeError, ValueError, OSError):
            # Python's own watch is the only one then
            pass
        threading.Thread(target=self._watch, args=(deadline,), name="wsgi-shutdown", daemon=True).start()

    def _watch(self, deadline):
        time.sleep(max(0, deadline - time.monotonic()))
        self._log(WARNING, "Shutdown timeout expired; aborting daemon process.")
        os._exit(0)

    def run_exit_functions(self, reason):
        """Those of ``subscribe_shutdown``, then Python's own, as at the end of any Python program (W-52, W-53)."""
        self._events.stopping(reason)
        for step in (threading._shutdown, atexit._run_exitfuncs):
            try:
                step()
            except BaseException as error:
                self._log(ERROR, "Exception at shutdown.\n%s" % format_error(error))
