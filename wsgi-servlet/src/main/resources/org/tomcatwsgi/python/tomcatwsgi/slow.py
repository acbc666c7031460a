"""Records of requests that run for too long (D-46): one with the Python stack when they pass the limit, one when they end."""
import threading
import time

from tomcatwsgi.interpreter import WARNING

_LONGEST_TICK = 0.5
_SHORTEST_TICK = 0.05
# a stack may take its time
_PATIENCE = 3


class SlowRequests:
    """Watches the requests of an interpreter from a thread of its own: a request pays nothing for it."""

    def __init__(self, limit, observation, log, stack):
        """``limit`` in seconds, more than 0; ``log(level, text)``; ``stack(thread)`` returns the stack of a thread by its identifier."""
        self._limit = limit
        self._tick = min(_LONGEST_TICK, max(_SHORTEST_TICK, limit / 10))
        self._observation = observation
        self._log = log
        self._stack = stack
        self._stopped = threading.Event()
        # those that have passed the limit, with the time of their beginning: time.monotonic()
        self._slow = {}
        self._thread = threading.Thread(target=self._watch, name="wsgi-slow-requests", daemon=True)

    def start(self):
        self._thread.start()

    def stop(self):
        """Watch no longer: returns when the thread has ended, and what has to be reported is reported."""
        self._stopped.set()
        self._thread.join(_PATIENCE)
        self.look()

    def _watch(self):
        while not self._stopped.wait(_SHORTEST_TICK if self._slow else self._tick):
            self.look()

    def look(self):
        """Report what has to be reported now."""
        now = time.monotonic()
        running = self._observation.exchanges()
        present = {exchange for _, exchange in running}
        for exchange in [exchange for exchange in self._slow if exchange not in present]:
            self._ended(exchange, now - self._slow.pop(exchange))
        for thread, exchange in running:
            if exchange not in self._slow:
                age = _age(exchange)
                if age >= self._limit:
                    self._slow[exchange] = now - age
                    self._passed(exchange, thread, age)

    def _passed(self, exchange, thread, age):
        environ = exchange.environ
        self._log(WARNING, "Slow request [%s] has been running for [%.1f] s, more than slowRequests [%g] s, in thread [%s], request [%s]:\n%s" % (
            exchange.line, age, self._limit, environ.get("mod_wsgi.thread_id"), environ.get("mod_wsgi.request_id", ""),
            self._stack_of(thread)))

    def _stack_of(self, thread):
        try:
            return self._stack(thread) or "  (not in Python)"
        except Exception as error:
            # the request is slow all the same, and others will be: the watch goes on
            return "  (no stack: %s: %s)" % (type(error).__name__, error)

    def _ended(self, exchange, age):
        self._log(WARNING, "Slow request [%s] ended after [%.1f] s with status [%s], request [%s]." % (
            exchange.line, age, exchange.status or "none", exchange.environ.get("mod_wsgi.request_id", "")))


def _age(exchange):
    start = exchange.environ.get("mod_wsgi.application_start")
    return time.time() - start if isinstance(start, float) else 0.0
