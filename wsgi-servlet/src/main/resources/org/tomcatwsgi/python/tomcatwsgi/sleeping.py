"""`time.sleep` for GraalPy, whose own sleeps up to a millisecond too long (25.0.3, on any JDK): ten of them become eleven."""
from _thread import TIMEOUT_MAX, allocate_lock

# seconds; no time at all must let other threads run, too
_SHORTEST = 1e-6


def sleeping(original):
    """A function for ``original``, which still answers what is no number, negative, or too large."""

    def sleep(seconds, /):
        """Delay execution for a given number of seconds, which may be a fraction."""
        if type(seconds) not in (float, int) or not 0 <= seconds <= TIMEOUT_MAX:
            return original(seconds)
        lock = allocate_lock()
        lock.acquire()
        lock.acquire(True, max(seconds, _SHORTEST))
        return None

    sleep.__qualname__ = "sleep"
    sleep.__module__ = "time"
    return sleep
