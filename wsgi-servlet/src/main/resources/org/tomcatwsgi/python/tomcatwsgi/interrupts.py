"""`mod_wsgi.RequestTimeout`, raised into the thread of a request that runs for too long (P-26)."""
import sys
import threading
import time

from tomcatwsgi.mod_wsgi import RequestTimeout

try:
    if sys.implementation.name == "graalpy":
        raise ImportError("GraalPy's ctypes has no pythonapi")
    from ctypes import c_ulong, py_object, pythonapi

    _raise_in_thread = pythonapi.PyThreadState_SetAsyncExc
except (ImportError, AttributeError):
    _raise_in_thread = None


# An exception in the midst of a record costs the connection, and the client its 504: for so many seconds it waits for the record's end.
_PATIENCE = 0.5
_PAUSE = 0.005


class Interrupts:
    """Interrupts requests. INVARIANT: once `end` has returned, nothing is raised in the request's thread any more."""

    def __init__(self):
        self._lock = threading.Lock()

    def interrupt(self, request):
        """Have RequestTimeout raised in the thread of ``request``, once. Return "interrupted", "" when it has ended, or why it cannot be done."""
        if _raise_in_thread is None:
            return "This Python cannot interrupt a thread."
        begin = time.monotonic()
        while request.sending() and time.monotonic() - begin < _PATIENCE:
            time.sleep(_PAUSE)
        with self._lock:
            if not request.interruptible:
                return ""
            if not request.interrupted:
                request.interrupted = True
                _raise_in_thread(c_ulong(request.thread), py_object(RequestTimeout))
        return "interrupted"

    def end(self, request):
        """The application has returned: from now on the request is not interrupted, and an exception on its way to the thread is called back."""
        while True:
            try:
                with self._lock:
                    request.interruptible = False
                if request.interrupted:
                    _raise_in_thread(c_ulong(request.thread), None)
                return
            except RequestTimeout:
                # it came just now; there is only one
                continue
