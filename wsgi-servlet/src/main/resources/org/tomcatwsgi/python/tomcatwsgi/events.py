"""What happens in the server, told to the functions that subscribed to it (M-05 to M-08)."""
from tomcatwsgi.interpreter import ERROR
from tomcatwsgi.mod_wsgi import RequestTimeout
from tomcatwsgi.scripts import format_error


class Events:
    """The subscribers of one interpreter. Each is called as ``callback(name, **event)``, in the order of subscription."""

    def __init__(self, log):
        """``log(level, text)`` writes one record."""
        self._log = log
        self.event_callbacks = []
        self.shutdown_callbacks = []
        self.signal_callbacks = []

    def publish(self, name, event, *more):
        """Tell the subscribers of every event, then those of the lists ``more``; return ``event`` with what they put into it.

        A dict that a subscriber returns is merged into the event before the next one is called (M-05). What one raises is logged, and the next is
        called; only a request's interrupt goes on to the request.
        """
        for callbacks in (self.event_callbacks, *more):
            for callback in callbacks[:]:
                try:
                    answer = callback(name, **event)
                except RequestTimeout:
                    raise
                except BaseException as error:
                    what = "at shutdown" if name == "process_stopping" else "in a subscriber of the event [%s]" % name
                    self._log(ERROR, "Exception %s.\n%s" % (what, format_error(error)))
                else:
                    if isinstance(answer, dict):
                        event.update(answer)
        return event

    def stopping(self, reason):
        """The interpreter ends (M-20): tell those who want to know, once, and then forget them. ``reason``: "" in embedded mode."""
        shutdown_callbacks = self.shutdown_callbacks[:]
        del self.shutdown_callbacks[:]
        self.publish("process_stopping", {"shutdown_reason": reason}, shutdown_callbacks)
        del self.event_callbacks[:]

    def signalled(self, name, number):
        """A signal has come that belongs to the application (M-19)."""
        self.publish("process_signal", {"signame": name, "signum": number}, self.signal_callbacks)
