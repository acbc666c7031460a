"""``mod_wsgi.LogHandler`` (W-42): a handler of Python's ``logging`` that keeps the levels in the server's log."""
import logging

from tomcatwsgi.interpreter import DEBUG, ERROR, INFO, WARNING


def handler_class(log):
    """Return the class ``LogHandler`` of an interpreter whose records go to ``log(level, text)``."""

    class LogHandler(logging.Handler):
        """Writes each record as one record of the server's log, at its level, a traceback included (W-42).

        CRITICAL and ERROR become SEVERE, WARNING stays, INFO stays, all below becomes FINE; levels in between go with the next lower one. Without a
        formatter the logger's name stands in front of the message.
        """

        def __init__(self, level=logging.NOTSET):
            super().__init__(level)
            self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

        def createLock(self):
            # each record is one call of the server's log, which has its own
            self.lock = None

        def emit(self, record):
            try:
                log(_level(record.levelno), self.format(record))
            except Exception:
                self.handleError(record)

    LogHandler.__module__ = "mod_wsgi"
    LogHandler.__qualname__ = "LogHandler"
    return LogHandler


def _level(number):
    if number >= logging.ERROR:
        return ERROR
    if number >= logging.WARNING:
        return WARNING
    return INFO if number >= logging.INFO else DEBUG
