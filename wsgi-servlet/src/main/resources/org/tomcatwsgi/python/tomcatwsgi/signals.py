"""SIGHUP and SIGUSR2 of a worker process: they belong to the application (M-07, M-19, W-51)."""
import queue
import signal
import threading

NAMES = ("SIGHUP", "SIGUSR2")


class Signals:
    """Takes the two signals and has a thread of its own tell the subscribers: none of them holds up a request, or the main thread."""

    def __init__(self, events):
        self._events = events
        self._arrived = queue.SimpleQueue()

    def catch(self, attempt):
        """Begin. ``attempt(action)`` runs what not every Python can do."""
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None:
                attempt(lambda: signal.signal(number, self._take))
        threading.Thread(target=self._tell, name="wsgi-signals", daemon=True).start()

    def _take(self, number, frame):
        # SimpleQueue is the one that may be used here
        self._arrived.put(int(number))

    def _tell(self):
        while True:
            number = self._arrived.get()
            self._events.signalled(signal.Signals(number).name, number)
