import contextlib
import io
import unittest

import servers
from tests import run, script

compare = script("compare")


class ArgumentsTest(unittest.TestCase):

    def test_warm_up_of_some_workloads(self):
        self.assertEqual(compare.parse_arguments(["--warm-up-of", "page=300,flask=240"]).warm_up_of, {"page": 300, "flask": 240})

    def test_warm_up_of_an_unknown_workload_or_without_a_number_is_refused(self):
        for text in ("pages=300", "page", "page=soon"):
            with self.subTest(text), contextlib.redirect_stderr(io.StringIO()) as said, self.assertRaises(SystemExit):
                compare.parse_arguments(["--warm-up-of", text])
            self.assertIn("[%s]" % text, said.getvalue())

    def test_workloads_by_name_and_by_connections(self):
        self.assertEqual(compare.choose_workloads("file,hello:8"), [["file", 4], ["hello", 8]])
        self.assertEqual(sorted(connections for _, connections in compare.choose_workloads("hello")), [1, 4, 16, 64, 256])

    def test_hello_with_16_connections_comes_first_for_its_memory(self):
        self.assertEqual(compare.choose_workloads(None)[0], ["hello", 16])

    def test_an_unknown_workload_is_refused(self):
        with self.assertRaisesRegex(SystemExit, r"no workload \[hello:x\]"):
            compare.choose_workloads("hello:x")

    def test_an_unknown_server_is_refused(self):
        with self.assertRaisesRegex(SystemExit, "no server .*nginx"):
            compare.choose_servers(["nginx"])


class ComparisonTest(unittest.TestCase):

    class Stub(servers.Server):
        """A server without a process: the order in which it is measured is what counts."""

        def __init__(self, name):
            super().__init__(name, "sh", None)

        def cpu(self):
            return 0.0

        def memory(self):
            return {"pss": 1, "rss": None}

    def test_the_order_moves_on_from_round_to_round(self):
        measured = []

        class Recording(compare.Comparison):

            def _measure(self, server, workload, connections):
                measured.append(server.name)
                return {"failed": "not run"}

        settings = {"rounds": 3, "warm_up": 0, "warm_up_of": {}, "rest": 0}
        comparison = Recording({"settings": settings, "start": {}, "deployment": {}, "rows": []}, [self.Stub(name) for name in "abc"], None, None)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            comparison._row("hello", 16)
        self.assertEqual("".join(measured), "abc" "bca" "cab")
        self.assertIn("a FAILED", said.getvalue())


class ServedTest(unittest.TestCase):

    def test_errors_are_no_requests_served(self):
        self.assertEqual(compare.served(run(100, errors=150)), 75)
        self.assertEqual(compare.served({"failed": "no answers"}), 0)


class ServersTest(unittest.TestCase):

    def test_a_server_that_is_not_installed_is_left_out_with_a_reason(self):
        self.assertEqual(servers.Server("none", "/no/such/program", None).missing(), "[/no/such/program] is not installed")

    def test_kibibytes_of_a_file_of_proc(self):
        self.assertEqual(servers.kibibytes("VmPeak:\t  200 kB\nVmRSS:\t  123 kB\n", "VmRSS:"), 123)
        self.assertEqual(servers.kibibytes("", "VmRSS:"), 0)
