"""The requests of one interpreter as ``mod_wsgi`` shows them: events, metrics, those that run now (M-05 to M-18).

Nothing is observed before somebody asks: until there is a subscriber, or metrics are recorded, a request costs one look at `Gateway.observer`, and
``active_requests`` and ``request_data()`` use what both modes keep anyway.
"""
import os
import sys
import threading
import time
import traceback

from tomcatwsgi.active import ActiveRequests
from tomcatwsgi.events import Events
from tomcatwsgi.gateway import Exchange
from tomcatwsgi.interpreter import INFO
from tomcatwsgi.observed import ObservedExchange


class Observation:
    """What the functions of the module ``mod_wsgi`` do, for one interpreter."""

    def __init__(self, log, settings, exchange_of):
        """``log(level, text)``; ``exchange_of(entry)`` returns the `Exchange` of an entry of `running`, or None.

        ``settings``: ``daemon``, whether this is daemon mode; ``processes``, ``threads``: how many there are; ``server_metrics``: a function without
        arguments behind ``mod_wsgi.server_metrics``, or None (D-44, P-44).
        """
        self._log = log
        self._settings = settings
        self._exchange_of = exchange_of
        self._lock = threading.Lock()
        self._gateway = None
        self._begin = time.time()
        # what runs, by thread identifier; kept by embedded mode and daemon mode
        self.running = {}
        self.daemon = settings["daemon"]
        self.events = Events(log)
        self.metrics = None
        self.active_requests = ActiveRequests(self)

    def attach(self, gateway):
        """Observe the requests of ``gateway``, as soon as somebody wants it."""
        with self._lock:
            self._gateway = gateway
            if self.metrics is not None or self.events.event_callbacks:
                gateway.observer = self

    def exchange(self, transport, environ, log, blocks):
        """Called by the gateway for each request while it is observed."""
        if self.metrics is None and not self.events.event_callbacks:
            with self._lock:
                if self.metrics is None and not self.events.event_callbacks:
                    self._gateway.observer = None
            return Exchange(transport, environ, log, blocks)
        return ObservedExchange(transport, environ, log, blocks, self)

    def exchanges(self):
        """The requests that run now, a list of thread identifier and `Exchange`."""
        while True:
            try:
                found = [(thread, self._exchange_of(entry)) for thread, entry in list(self.running.items())]
                return [(thread, exchange) for thread, exchange in found if exchange is not None]
            except RuntimeError:
                # a request came or went just now
                continue

    def subscribe_events(self, callback):
        """Have ``callback(name, **event)`` called for every event of this interpreter (M-05); returns it."""
        with self._lock:
            self.events.event_callbacks.append(callback)
            self._observe()
        return callback

    def subscribe_shutdown(self, callback):
        """Have ``callback("process_stopping", shutdown_reason=...)`` called once when the process or interpreter ends (M-06); returns it."""
        self.events.shutdown_callbacks.append(callback)
        return callback

    def subscribe_signals(self, callback):
        """Have ``callback("process_signal", signame=..., signum=...)`` called for SIGHUP and SIGUSR2 (M-07); returns it. Signals are daemon mode's."""
        if self.daemon:
            self.events.signal_callbacks.append(callback)
        else:
            self._log(INFO, "Subscription of signals ignored: in embedded mode they belong to the server.\n%s"
                      % "".join(traceback.format_stack(sys._getframe(1))).rstrip())
        return callback

    def request_data(self):
        """The scratch pad of the request that this thread serves: a dict that the application and the subscribers share (M-10)."""
        entry = self.running.get(threading.get_ident())
        exchange = None if entry is None else self._exchange_of(entry)
        if exchange is None:
            raise RuntimeError("mod_wsgi.request_data() called outside of a request")
        return exchange.request_data()

    def start_recording_metrics(self):
        """Begin to count and measure requests (M-11). Called again, it changes nothing."""
        # loaded by those who use it
        from tomcatwsgi.metrics import Metrics
        with self._lock:
            if self.metrics is None:
                self.metrics = Metrics(self._settings["threads"], self.daemon, self._begin)
                self._observe()

    def request_metrics(self):
        """What was measured since the last call, a dict; None before `start_recording_metrics` (M-12)."""
        return None if self.metrics is None else self.metrics.drain()

    def process_metrics(self):
        """What was measured since the beginning, a dict; None before `start_recording_metrics` (M-13)."""
        return None if self.metrics is None else self.metrics.totals(len(self.exchanges()))

    def server_metrics(self):
        """What the server is doing, a dict; None unless the setting serverMetrics is on (M-14)."""
        function = self._settings["server_metrics"]
        return None if function is None else function()

    def of_process(self):
        """`server_metrics` as far as this process can know: itself. One worker for each thread that serves a request."""
        now = time.time()
        workers = []
        for thread, exchange in self.exchanges():
            environ = exchange.environ
            start = environ.get("mod_wsgi.application_start")
            workers.append({
                "thread_num": environ.get("mod_wsgi.thread_id"), "generation": 0, "status": "W", "access_count": None, "bytes_served": None,
                "start_time": start, "stop_time": None, "last_used": start, "client": environ.get("REMOTE_ADDR", ""), "request": exchange.line,
                "vhost": environ.get("SERVER_NAME", "")})
        return {
            "server_limit": self._settings["processes"], "thread_limit": self._settings["threads"], "running_generation": 0,
            "restart_time": self._begin, "current_time": now, "running_time": int(now - self._begin),
            "processes": [{"process_num": 0, "pid": os.getpid(), "generation": 0, "quiescing": False, "workers": workers}]}

    def _observe(self):
        if self._gateway is not None:
            self._gateway.observer = self
