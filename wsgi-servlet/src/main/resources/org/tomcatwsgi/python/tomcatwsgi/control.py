"""The supervisor's channel: JSON lines on what were standard input and output (docs/daemon-protocol.md section 2)."""
import collections
import json
import os
import threading


class Control:
    """Takes the channel's two descriptors away from the process, so that neither C code nor children can disturb it."""

    def __init__(self):
        # dup makes descriptors that children do not inherit
        self._in = os.dup(0)
        self._out = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        self._lines = os.fdopen(self._in, "rb", closefd=False)
        self._pending = collections.deque()
        self._writing = False
        self._lock = threading.RLock()

    def read(self):
        """Return the next object from the supervisor, None at the end. Raise ValueError for a line that is none."""
        try:
            line = self._lines.readline()
        except OSError:
            return None
        return json.loads(line) if line else None

    def send(self, report):
        """Send one report. Callable from everywhere, a finalizer that strikes while a report is being written included."""
        self._pending.append(json.dumps(report).encode("ascii") + b"\n")
        with self._lock:
            if self._writing:
                return
            self._writing = True
            try:
                while self._pending:
                    self._write(self._pending.popleft())
            finally:
                self._writing = False

    def _write(self, data):
        try:
            while data:
                data = data[os.write(self._out, data):]
        except OSError:
            # the supervisor has gone; the end of standard input follows
            pass

    def log(self, level, text):
        """Send a log record."""
        self.send({"log": level, "text": text})

    def forget(self):
        """In a forked child: let go of the channel; what is logged goes to standard error."""
        self._lock = threading.RLock()
        self._writing = False
        self._pending.clear()
        os.close(self._in)
        os.close(self._out)
        self._in = -1
        self._out = 2
        self.send = self._print

    def _print(self, report):
        if "log" in report:
            self._write(report["text"].encode("utf-8", "backslashreplace") + b"\n")
