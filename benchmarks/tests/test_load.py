import unittest

import load

OUTPUT = """Running 6s test @ http://127.0.0.1:40001/hello
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.02ms  500.00us  12.00ms   90.00%
    Req/Sec     9.10k     1.00k   12.00k    60.00%
  Latency Distribution
     50%  812.00us
     75%    1.10ms
     90%    1.50ms
     99%    1.20s 
  54600 requests in 6.01s, 8.00MB read
"""
RATE = "Requests/sec:   9084.86\nTransfer/sec:      1.33MB\n"


class ParseTest(unittest.TestCase):

    def test_a_run_without_errors(self):
        self.assertEqual(load.parse(OUTPUT + RATE), {
            "requests": 54600, "rate": 9084.86, "p50": 0.812, "p99": 1200.0, "errors": 0, "broken": ""})

    def test_errors_and_socket_errors_are_kept(self):
        found = load.parse(OUTPUT + "  Socket errors: connect 0, read 7, write 0, timeout 2\n  Non-2xx or 3xx responses: 31\n" + RATE)
        self.assertEqual((found["errors"], found["broken"]), (31, "connect 0, read 7, write 0, timeout 2"))

    def test_no_answer_at_all_is_a_failed_run(self):
        text = "  0 requests in 6.01s, 0.00B read\n  Socket errors: connect 16, read 0, write 0, timeout 0\nRequests/sec:      0.00\n"
        self.assertEqual(load.parse(text), {"failed": "no answers, connect 16, read 0, write 0, timeout 0"})
        self.assertIn("failed", load.parse("unable to connect"))
