"""The worker without a supervisor."""
import os
import signal
import stat
import unittest

import client
from client import DIALECT, STDIN, params, record
from workers import FIXTURE, Process, WorkerTest


class StandaloneTest(WorkerTest):

    def start(self, listen, *arguments):
        worker = Process(["--listen", listen, *arguments], {"TEST_GATE": self.path("gate")})
        self.addCleanup(worker.end)
        return worker

    def serving(self, listen, *arguments):
        worker = self.start(listen, *arguments)
        worker.line = worker.process.stdout.readline().decode()
        self.assertTrue(worker.line.startswith("Serving "), (worker.line, worker.error))
        return worker

    def stop(self, worker, number=signal.SIGTERM):
        worker.process.send_signal(number)
        self.assertEqual(worker.wait(), 0)
        self.assertEqual(worker.process.stdout.read(), b"")

    def test_unix_socket(self):
        path = self.path("socket")
        for number in (signal.SIGTERM, signal.SIGINT):
            worker = self.serving("unix:" + path, FIXTURE)
            with client.Client(path) as connection:
                self.assertEqual(connection.get("/hello").body, b"Hello")
                body = connection.get("/show").body
                self.assertIn(b"wsgi.multiprocess=False", body)
                self.assertIn(b"mod_wsgi.process_group=\n", body)
            self.stop(worker, number)
            self.assertFalse(os.path.exists(path))

    def test_socket_mode(self):
        path = self.path("socket")
        for arguments, mode in (([], 0o600), (["--socket-mode", "660"], 0o660)):
            worker = self.serving("unix:" + path, *arguments, FIXTURE)
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), mode)
            self.stop(worker)

    def test_socket_of_a_dead_worker_is_replaced(self):
        path = self.path("socket")
        self.serving("unix:" + path, FIXTURE).end()
        self.assertTrue(os.path.exists(path))
        worker = self.serving("unix:" + path, FIXTURE)
        with client.Client(path) as connection:
            self.assertEqual(connection.get("/hello").body, b"Hello")
        self.stop(worker)

    def test_tcp(self):
        worker = self.serving("tcp:127.0.0.1:0", FIXTURE)
        with client.Client(("127.0.0.1", int(worker.line.rpartition(":")[2]))) as connection:
            self.assertEqual(connection.get("/hello").body, b"Hello")
            self.assertEqual(len(connection.get("/huge").body), 8000000)
        self.stop(worker)

    def test_module_and_callable(self):
        self.path("shop.py", "import threading\nclass site:\n    def app(e, s):\n        s('200 OK', [])\n        return [b'%r' % e['wsgi.multithread']]\n")
        path = self.path("socket")
        worker = self.serving("unix:" + path, "--threads", "1", "--application-type", "module", "--callable-object", "site.app",
                              "--python-path", self.directory, "shop")
        with client.Client(path) as connection:
            self.assertEqual(connection.get("/").body, b"False")
        self.stop(worker)

    def test_application_of_the_command_line_is_the_only_one(self):
        path = self.path("socket")
        other = self.path("other.wsgi", "raise SystemExit('loaded')")
        worker = self.serving("unix:" + path, FIXTURE)
        with client.Client(path) as connection:
            self.assertEqual(connection.ask("/hello", TOMCATWSGI_APPLICATION="script application " + other).body, b"Hello")
        self.stop(worker)
        self.assertNotIn(b"loaded", worker.error)

    def test_queue_timeout(self):
        path = self.path("socket")
        worker = self.serving("unix:" + path, "--threads", "1", "--queue-timeout", "0.1", FIXTURE)
        with client.Client(path) as busy, client.Client(path) as other:
            busy.start(params("/wait_for_body", **DIALECT))
            self.assertEqual(busy.record()[0], client.READ)
            self.assertEqual(other.get("/hello").protocol_status, 2)
            busy.send(record(STDIN))
            self.assertEqual(busy.response().body, b"read")
        self.stop(worker)

    def test_log(self):
        path = self.path("socket")
        worker = self.serving("unix:" + path, FIXTURE)
        with client.Client(path) as connection:
            connection.get("/output")
            connection.get("/error")
        self.stop(worker)
        self.assertRegex(worker.error, rb"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO to stdout$")
        self.assertIn(b"ValueError: broken on purpose", worker.error)

    def test_running_request_is_finished(self):
        path = self.path("socket")
        worker = self.serving("unix:" + path, "--shutdown-timeout", "60", FIXTURE)
        with client.Client(path) as connection:
            connection.start(params("/wait_for_body", **DIALECT))
            self.assertEqual(connection.record()[0], client.READ)
            worker.process.send_signal(signal.SIGTERM)
            connection.send(record(STDIN))
            self.assertEqual(connection.response().body, b"read")
        self.assertEqual(worker.wait(), 0)

    def test_faults_of_the_command_line(self):
        for arguments, code, text in (
                (["nowhere", FIXTURE], 2, b"neither unix:/path nor tcp:host:port"),
                (["tcp:127.0.0.1:http", FIXTURE], 2, b"neither"),
                (["unix:" + self.path("socket"), "--threads", "0", FIXTURE], 2, b"not a positive number"),
                (["unix:/nonexistent/socket", FIXTURE], 1, b"cannot listen on [unix:/nonexistent/socket]"),
                (["unix:" + self.path("socket"), self.path("missing.wsgi")], 1, b"cannot be read"),
                (["unix:" + self.path("socket"), "--home", "/nonexistent", FIXTURE], 1, b"home [/nonexistent]")):
            with self.subTest(arguments):
                worker = self.start(*arguments)
                self.assertEqual(worker.wait(), code)
                self.assertIn(text, worker.error)
                self.assertFalse(os.path.exists(self.path("socket")))


if __name__ == "__main__":
    unittest.main()
