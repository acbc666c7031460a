"""Worker processes for tests, supervised and standalone. The environment variable TEST_WORKER holds the command line, a JSON list."""
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

from client import Client

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "..", "..", "main", "resources", "org", "tomcatwsgi", "python", "wsgi-worker.py")
COMMAND = json.loads(os.environ.get("TEST_WORKER") or json.dumps([sys.executable, "-X", "utf8", "-u", SOURCES]))
SUPERVISED = json.loads(os.environ.get("TEST_SUPERVISED") or json.dumps(["--supervised"]))
TIMEOUT = 60
FIXTURE = os.path.join(HERE, "fixture.py")


class Process:
    """A worker process whose standard error is collected."""

    def __init__(self, arguments, environment=(), **options):
        self.process = subprocess.Popen(COMMAND + arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **dict(environment)}, **options)
        self.error = b""
        self._error_reader = threading.Thread(target=self._read_error, daemon=True)
        self._error_reader.start()

    def _read_error(self):
        for line in self.process.stderr:
            self.error += line

    def wait(self):
        """The exit code."""
        code = self.process.wait(TIMEOUT)
        self._error_reader.join(TIMEOUT)
        return code

    def end(self):
        self.process.kill()
        self.process.wait()
        self._error_reader.join(TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    pass


class Supervised(Process):
    """A worker with a supervisor: its reports are in ``reports``; log records also, as text, in ``logged``."""

    def __init__(self, settings, environment=(), title="(wsgi:test)"):
        super().__init__([*SUPERVISED, title], environment, stdin=subprocess.PIPE)
        self.reports = queue.Queue()
        self.logged = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.socket = settings.get("socket")
        self._orders = 0
        self.order(settings)

    def _read(self):
        try:
            for line in self.process.stdout:
                report = json.loads(line)
                if "log" in report:
                    self.logged.append(report["log"] + " " + report["text"])
                self.reports.put(report)
        except ValueError:
            # a test has closed the stream
            pass
        self.reports.put(None)

    def order(self, order):
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def report(self, key):
        """The next report with that key; those before it are dropped."""
        while True:
            report = self.reports.get(timeout=TIMEOUT)
            if report is None:
                raise AssertionError("the worker ended; logged: %s; error: %s" % (self.logged, self.error))
            if key in report:
                return report[key] if key != "answer" else report

    def ask(self, do, **more):
        """Give an order and return the text of its answer."""
        self._orders += 1
        self.order({"do": do, "id": self._orders, **more})
        answer = self.report("answer")
        assert answer["answer"] == self._orders
        return answer["text"]

    def until_logged(self, text):
        """Wait for a log record that contains ``text``."""
        while not any(text in record for record in self.logged):
            report = self.reports.get(timeout=TIMEOUT)
            if report is None:
                break
        self.check_logged(text)

    def check_logged(self, text):
        if not any(text in record for record in self.logged):
            raise AssertionError("[%s] is not logged: %s; error: %s" % (text, self.logged, self.error))

    def wait(self):
        code = super().wait()
        self._reader.join(TIMEOUT)
        return code

    def client(self):
        return Client(self.socket)


class WorkerTest(unittest.TestCase):
    """Has a directory, and ends its processes."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="wsgi")
        # a worker whose supervisor has gone removes it with its socket
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def path(self, name, content=None):
        path = os.path.join(self.directory, name)
        if content is not None:
            with open(path, "w") as file:
                file.write(content)
        return path

    def supervised(self, environment=(), **settings):
        """A worker that has not reported yet."""
        defaults = {
            "group": "shop", "process": 3, "socket": self.path("socket"), "backlog": 20, "threads": 4, "multiprocess": True, "application_group": "main",
            "applications": [["script", FIXTURE, "application"]]}
        worker = Supervised({**defaults, **settings}, {"TEST_GATE": self.path("gate"), **dict(environment)})
        self.addCleanup(worker.end)
        return worker

    def worker(self, environment=(), **settings):
        """A worker that is ready."""
        worker = self.supervised(environment, **settings)
        worker.ready = worker.report("ready")
        return worker

    def open_gate(self):
        self.path("gate", "")
