"""The worker on a Python that takes long to start: most of what it does, in one process."""
import json
import os
import unittest

import client
from client import DIALECT, STDIN, params, record
from workers import WorkerTest


class SmokeTest(WorkerTest):

    def test_everything(self):
        worker = self.worker(slow_requests=0.5)
        body = os.urandom(300000)
        path = self.path("file", "0123456789" * 30000)
        with worker.client() as connection, worker.client() as other:
            self.assertEqual(connection.get("/hello").output, b"Status: 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\nHello")
            connection.ask("/observe")
            connection.ask("/metrics")
            self.assertEqual(connection.ask("/stream").body, b"first,second")
            worker.until_logged("event request_finished 200")
            self.assertEqual(json.loads(connection.ask("/metrics").body)["request"]["request_count"], 1)
            connection.ask("/logs")
            worker.until_logged("ERROR fixture.shop: failed\nTraceback")
            self.assertEqual(connection.post("/echo", body).body, body)
            self.assertEqual(len(connection.ask("/huge").body), 8000000)
            self.assertEqual(len(connection.ask("/file", QUERY_STRING=path).body), 299998)
            self.assertEqual(connection.ask("/file", QUERY_STRING=path, TOMCATWSGI_FILES="1").files, [(2, 299998, os.path.realpath(path))])
            self.assertEqual((connection.ask("/error").application_status, connection.ask("/late_error").application_status), (500, 1))
            self.assertEqual(connection.ask("/recursion").application_status, 500)
            pieces = [record(STDIN, body[at:at + 65535]) for at in range(0, len(body), 65535)]
            connection.start(params("/huge"), *pieces * 10, record(STDIN))
            self.assertEqual(len(connection.response().body), 8000000)
            connection.start(params("/endless", **DIALECT), record(STDIN))
            connection.record()
            connection.send(record(client.ABORT))
            self.assertEqual(connection.response().application_status, 1)
            connection.ask("/on_exit")
            connection.start(params("/spin", **DIALECT), record(STDIN))
            worker.until_logged("spinning")
            worker.until_logged("Slow request [GET /spin] has been running for")
            self.assertTrue(any("Slow request" in record and "in spin" in record for record in worker.logged))
            self.assertRegex(worker.ask("stacks"), r"(?s)request \[R1\] \[GET /spin\] for .*in spin\n")
            self.assertRegex(worker.ask("stack", request="R1"), r"in spin$")
            self.assertIn("fixture.py", worker.ask("files"))
            self.assertEqual(worker.report("beat")["running"], 1)
            worker.order({"do": "shutdown", "reason": "maximum_requests", "timeout": 50})
            worker.report("stopping")
            self.assertEqual(other.ask("/hello").protocol_status, 2)
            self.open_gate()
            self.assertEqual(connection.response().body, b"spun")
            worker.until_logged("Slow request [GET /spin] ended after")
        self.assertEqual(worker.wait(), 0)
        worker.check_logged("event process_stopping maximum_requests")
        worker.check_logged("exit function")
        self.assertFalse(os.path.exists(worker.socket))

    def test_end_of_standard_input(self):
        worker = self.worker()
        worker.process.stdin.close()
        self.assertEqual(worker.wait(), 0)
        self.assertFalse(os.path.exists(worker.socket))

    def test_termination(self):
        worker = self.worker()
        worker.process.terminate()
        self.assertEqual(worker.report("stopping"), "shutdown_signal")
        self.assertEqual(worker.wait(), 0)


if __name__ == "__main__":
    unittest.main()
