"""Sections 2 and 3 of docs/daemon-protocol.md: supervision and services."""
import json
import os
import signal
import stat
import sys
import unittest

import client
from client import DIALECT, STDIN, params, record
from workers import FIXTURE, WorkerTest


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class ReportTest(WorkerTest):

    def test_ready(self):
        worker = self.worker()
        self.assertEqual(worker.ready["pid"], worker.process.pid)
        self.assertIn(sys.implementation.name, worker.ready["version"].lower())
        self.assertIsNone(worker.ready["failed"])
        self.assertEqual(stat.S_IMODE(os.stat(worker.socket).st_mode), 0o600)

    def test_application_that_cannot_be_loaded_is_tried_again(self):
        script = self.path("app.wsgi", "raise ValueError('not yet')\n")
        worker = self.worker(applications=[["script", script, "application"]])
        self.assertIn("not yet", worker.ready["failed"]["summary"])
        self.assertIn("Traceback", worker.ready["failed"]["detail"])
        with worker.client() as connection:
            self.assertEqual(connection.ask("/").application_status, 500)
            self.path("app.wsgi", "def application(e, s):\n    s('200 OK', [])\n    return [b'now']\n")
            self.assertEqual(connection.ask("/").body, b"now")

    def test_import_scripts_come_before_applications(self):
        first = self.path("first.py", "import builtins\nbuiltins.first = 'was here'\nprint('importing')\n")
        script = self.path("app.wsgi", "print(first)\ndef application(e, s): pass\n")
        worker = self.worker(import_scripts=[first], applications=[["script", script, "application"]])
        self.assertEqual(worker.logged, ["INFO importing", "INFO was here"])

    def test_beats(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.start(params("/spin", **DIALECT), record(STDIN))
            worker.until_logged("spinning")
            beat = worker.report("beat")
            while beat["running"] != 1:
                beat = worker.report("beat")
            self.open_gate()
            self.assertEqual(connection.response().body, b"spun")
        self.assertGreater(beat["rss"], 1 << 20)
        self.assertGreater(beat["cpu"], 0)

    def test_output(self):
        worker = self.worker()
        with worker.client() as connection:
            self.assertEqual(connection.ask("/output").body, b"''")
        worker.order({"do": "shutdown", "reason": "test", "timeout": 5})
        self.assertEqual(worker.wait(), 0)
        for text in ("INFO to stdout", "WARNING to stderr", "ERROR to errors"):
            self.assertIn(text, worker.logged)
        self.assertIn(b"to descriptor 1\n", worker.error)
        self.assertIn(b"to descriptor 2\n", worker.error)

    def test_restricted_streams(self):
        worker = self.worker(restrict_stdin=True, restrict_stdout=True)
        with worker.client() as connection:
            self.assertEqual(connection.ask("/output").application_status, 500)
        worker.until_logged("sys.stdout access restricted by mod_wsgi")

    def test_text_of_every_kind_is_logged(self):
        script = self.path("app.wsgi", "print('\\u20ac \\U0001f40d \\udcff \"\\\\')\ndef application(e, s): pass\n")
        self.assertEqual(self.worker(applications=[["script", script, "application"]]).logged, ['INFO \u20ac \U0001f40d \udcff "\\'])


class ModuleTest(WorkerTest):
    """What the module mod_wsgi does in a worker process."""

    def test_events_are_published(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.ask("/observe")
            connection.ask("/hello")
            self.assertEqual(connection.ask("/error").application_status, 500)
            worker.until_logged("event request_finished 0")
        events = [record.split()[2:] for record in worker.logged if record.startswith("INFO event")]
        self.assertEqual(events, [
            ["request_started"], ["response_started"], ["request_finished", "200"], ["request_started"], ["request_exception"], ["request_finished", "0"]])

    def test_signals_reach_their_subscribers(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.ask("/observe")
            for name in ("SIGHUP", "SIGUSR2"):
                number = getattr(signal, name)
                worker.process.send_signal(number)
                worker.until_logged("subscriber process_signal %s %d" % (name, number))
            self.assertIn("INFO event process_signal ", worker.logged)
            self.assertEqual(connection.ask("/hello").body, b"Hello")

    def test_levels_of_logging(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.ask("/logs")
        worker.until_logged("fixture.shop: failed")
        records = [record for record in worker.logged if "fixture.shop" in record]
        self.assertEqual([record.split()[0] for record in records], ["DEBUG"] + ["INFO"] * 2 + ["WARNING"] + ["ERROR"] * 3)
        self.assertRegex(records[-1], r"(?s)^ERROR fixture.shop: failed\nTraceback .*\nValueError: in a request$")

    def test_metrics(self):
        worker = self.worker(server_metrics=True)
        with worker.client() as connection:
            before = json.loads(connection.ask("/metrics").body)
            self.assertEqual((before["request"], before["process"], before["active"]), (None, None, ["R1"]))
            self.assertEqual(before["server"]["processes"][0]["pid"], worker.process.pid)
            self.assertEqual(before["server"]["processes"][0]["workers"][0]["request"], "GET /metrics")
            for _ in range(5):
                connection.ask("/hello")
            after = json.loads(connection.ask("/metrics").body)
        self.assertEqual((after["request"]["request_count"], after["request"]["status_2xx"], after["process"]["request_count"]), (5, 5, 5))
        self.assertEqual(after["request"]["request_threads_maximum"], 4)
        self.assertIsNotNone(after["request"]["queue_time"])

    def test_server_metrics_are_off(self):
        worker = self.worker()
        with worker.client() as connection:
            self.assertIsNone(json.loads(connection.ask("/metrics").body)["server"])

    def test_slow_request(self):
        worker = self.worker(slow_requests=0.2)
        with worker.client() as connection:
            connection.start(params("/spin", QUERY_STRING="secret", **DIALECT), record(STDIN))
            worker.until_logged("Slow request [GET /spin] has been running for")
            self.open_gate()
            self.assertEqual(connection.response().body, b"spun")
            worker.until_logged("Slow request [GET /spin] ended after")
        slow = [record for record in worker.logged if "Slow request" in record]
        self.assertEqual(len(slow), 2)
        self.assertRegex(slow[0], r"(?s)^WARNING .* more than slowRequests \[0\.2\] s, in thread \[\d+\], request \[R1\]:\n.*in spin\n")
        self.assertIn("with status [200], request [R1]", slow[1])

    def test_signals_are_the_server_s_unless_it_says_otherwise(self):
        script = self.path("signals.py", "import signal\nsignal.signal(signal.SIGUSR1, lambda *arguments: print('handled'))\napplication = print\n")
        worker = self.worker(applications=[["script", script, "application"]])
        worker.check_logged("INFO Callback registration for signal")
        worker = self.worker(applications=[["script", script, "application"]], restrict_signal=False, socket=self.path("other"))
        worker.process.send_signal(signal.SIGUSR1)
        worker.until_logged("INFO handled")


class OrderTest(WorkerTest):

    def setUp(self):
        super().setUp()
        self.server = self.worker()
        self.client = self.server.client()
        self.addCleanup(self.client.socket.close)

    def spin(self, path="/spin"):
        self.client.start(params(path, **DIALECT), record(STDIN))
        self.server.until_logged("spinning")

    def test_stacks(self):
        self.spin()
        text = self.server.ask("stacks")
        self.assertRegex(text, r"request \[R1\] \[GET /spin\] for \[\d+\.\d\] s:\n")
        self.assertRegex(text, r"fixture.py., line \d+, in spin")
        self.assertIn("MainThread", text)

    def test_stack(self):
        self.spin()
        self.assertRegex(self.server.ask("stack", request="R1"), r"in spin")
        self.assertEqual(self.server.ask("stack", request="R2"), "")

    def test_files(self):
        self.assertIn(FIXTURE, self.server.ask("files").split("\n"))

    def test_orders_that_make_no_sense_do_no_harm(self):
        for line in (b"nonsense\n", b"{}\n", b'{"do": "dance"}\n', b'{"do": "stack"}\n', b"[]\n"):
            self.server.logged.clear()
            self.server.process.stdin.write(line)
            self.server.process.stdin.flush()
            self.server.until_logged("An order of the supervisor failed")
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_interrupt_before_the_head(self):
        self.spin()
        self.assertEqual(self.server.ask("interrupt", request="R1"), "interrupted")
        response = self.client.response()
        self.assertEqual((response.output, response.application_status), (b"", 504))
        self.server.until_logged("Request interrupted by RequestTimeout; thread recovered.")
        with self.server.client() as other:
            self.assertEqual(other.ask("/hello").body, b"Hello")

    def test_interrupt_before_the_head_plain(self):
        self.client.start({**params("/spin"), "mod_wsgi.request_id": "R1"}, record(STDIN))
        self.server.until_logged("spinning")
        self.assertEqual(self.server.ask("interrupt", request="R1"), "interrupted")
        self.assertTrue(self.client.response().head.startswith("Status: 504 Gateway Timeout\n"))

    def test_interrupt_after_the_head(self):
        self.client.start(params("/late_spin", **DIALECT), record(STDIN))
        self.assertEqual(self.client.record()[0], client.STDOUT)
        self.server.until_logged("spinning")
        self.assertEqual(self.server.ask("interrupt", request="R1"), "interrupted")
        self.assertEqual(self.client.response().application_status, 1)

    def test_interrupt_of_a_request_that_waits_for_its_body(self):
        self.client.start(params("/wait_for_body", **DIALECT))
        self.assertEqual(self.client.record()[0], client.READ)
        self.assertEqual(self.server.ask("interrupt", request="R1"), "interrupted")
        self.assertEqual(self.client.response().application_status, 504)
        self.assertTrue(self.client.closed())

    def test_interrupt_that_the_application_swallows(self):
        self.spin("/late_clear")
        self.assertEqual(self.server.ask("interrupt", request="R1"), "interrupted")
        self.assertEqual(self.client.response().body, b"swallowed")

    def test_interrupt_of_nothing(self):
        self.assertEqual(self.server.ask("interrupt", request="R1"), "")
        self.client.ask("/hello")
        self.assertEqual(self.server.ask("interrupt", request="R1"), "")
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_interrupts_at_any_moment_reach_no_other_request(self):
        """Requests come as fast as they can while every one of them is being interrupted; a response may be lost, the worker not."""
        for _ in range(300):
            with self.server.client() as connection:
                connection.start(params("/stream", **DIALECT), record(STDIN))
                self.assertIn(self.server.ask("interrupt", request="R1"), ("interrupted", ""))
                try:
                    self.assertIn(connection.response().application_status, (0, 1, 504))
                except EOFError:
                    # in the midst of a record
                    pass
            with self.server.client() as connection:
                self.assertEqual(connection.get("/stream").body, b"first,second")
        self.assertEqual([text for text in self.server.logged if "Internal error" in text], [])

    def test_signals_belong_to_the_server(self):
        self.assertEqual(self.client.ask("/signals").body, b"True")
        self.server.until_logged("Callback registration for signal")

    def test_module(self):
        self.assertEqual(self.client.ask("/module").body, b"((6, 0, 5), 'shop', 'main', 1, 4)")

    def test_application_may_end_its_process(self):
        self.client.start(params("/leave"), record(STDIN))
        self.assertEqual(self.server.wait(), 7)


@unittest.skipUnless(hasattr(os, "fork") and sys.implementation.name == "cpython", "needs fork")
class ChildTest(WorkerTest):

    def test_forked_child(self):
        worker = self.worker()
        with worker.client() as connection:
            # its own end of the pipe, and nothing of the worker's
            self.assertEqual(connection.ask("/fork").body, b"pipe ended by 15")
            self.assertEqual(connection.ask("/hello").body, b"Hello")
        worker.order({"do": "shutdown", "reason": "test", "timeout": 5})
        self.assertEqual(worker.wait(), 0)
        self.assertIn(b"from the child\n", worker.error)

    def test_started_program(self):
        worker = self.worker()
        with worker.client() as connection:
            listing = connection.ask("/children").body.decode()
        self.assertNotIn("socket", listing)
        self.assertIn("/dev/null", listing)


class ShutdownTest(WorkerTest):

    def shut_down(self, worker, timeout=10, reason="maximum_requests"):
        worker.order({"do": "shutdown", "reason": reason, "timeout": timeout})
        self.assertEqual(worker.report("stopping"), reason)

    def test_idle(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.ask("/on_exit")
            self.shut_down(worker)
            self.assertEqual(worker.wait(), 0)
        self.assertEqual(worker.logged, ["INFO event process_stopping maximum_requests", "INFO exit function"])
        self.assertFalse(os.path.exists(worker.socket))

    def test_running_request_is_finished_and_new_ones_are_refused(self):
        worker = self.worker()
        with worker.client() as busy, worker.client() as other:
            busy.start(params("/spin"), record(STDIN))
            worker.until_logged("spinning")
            self.shut_down(worker, 60)
            response = other.ask("/hello")
            self.assertEqual((response.output, response.protocol_status), (b"", 2))
            with self.assertRaises(OSError):
                worker.client()
            self.open_gate()
            self.assertEqual(busy.response().body, b"spun")
        self.assertEqual(worker.wait(), 0)

    def test_running_request_is_cut_off_when_the_time_is_up(self):
        worker = self.worker()
        with worker.client() as busy, worker.client() as other:
            other.ask("/on_exit")
            busy.start(params("/spin"), record(STDIN))
            worker.until_logged("spinning")
            self.shut_down(worker, 1)
            self.assertEqual(worker.wait(), 0)
            with self.assertRaises(EOFError):
                busy.response()
        worker.check_logged("[1] requests did not end within [1] s")
        worker.check_logged("exit function")

    def test_exit_function_that_hangs(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.ask("/hang_on_exit")
        self.shut_down(worker, 1)
        self.assertEqual(worker.wait(), 0)
        worker.check_logged("Shutdown timeout expired; aborting daemon process.")

    def test_exit_function_that_fails(self):
        script = self.path("app.wsgi", "import atexit, mod_wsgi\natexit.register(lambda: 1 / 0)\nmod_wsgi.subscribe_shutdown(lambda name, **event: 1 / 0)\n"
                           "def application(e, s): pass\n")
        worker = self.worker(applications=[["script", script, "application"]])
        self.shut_down(worker)
        self.assertEqual(worker.wait(), 0)
        self.assertGreater(len([text for text in worker.logged if "ZeroDivisionError" in text]), 1)

    def test_signals(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            worker = self.worker(socket=self.path("socket%d" % number))
            worker.process.send_signal(number)
            self.assertEqual(worker.report("stopping"), "shutdown_signal")
            self.assertEqual(worker.wait(), 0)
            self.assertFalse(os.path.exists(worker.socket))

    def test_abort_prints_stacks(self):
        worker = self.worker()
        worker.process.send_signal(signal.SIGABRT)
        self.assertEqual(worker.wait(), -signal.SIGABRT)
        self.assertIn(b"most recent call first", worker.error)

    def test_end_of_standard_input(self):
        worker = self.worker()
        with worker.client() as busy, worker.client() as other:
            other.ask("/on_exit")
            busy.start(params("/spin"), record(STDIN))
            worker.until_logged("spinning")
            worker.process.stdin.close()
            self.assertEqual(worker.wait(), 0)
        worker.check_logged("exit function")
        self.assertFalse(os.path.exists(os.path.dirname(worker.socket)))

    def test_end_of_standard_input_while_an_application_loads(self):
        script = self.path("app.wsgi", "import time\nprint('loading')\ntime.sleep(600)\n")
        worker = self.supervised(applications=[["script", script, "application"]])
        worker.until_logged("loading")
        worker.process.stdin.close()
        self.assertEqual(worker.wait(), 0)

    def test_end_of_standard_input_before_the_settings(self):
        worker = self.supervised()
        worker.end()
        from workers import COMMAND, SUPERVISED
        import subprocess
        self.assertEqual(subprocess.run([*COMMAND, *SUPERVISED, "(wsgi:x)"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).returncode, 0)

    def test_supervisor_that_does_not_read_any_more(self):
        worker = self.worker()
        worker.process.stdout.close()
        worker.process.stdin.close()
        self.assertEqual(worker.process.wait(30), 0)

    @unittest.skipUnless(sys.implementation.name == "cpython", "needs the watch without GIL")
    def test_gil_that_is_never_released(self):
        worker = self.worker(deadlock_timeout=2)
        with worker.client() as connection:
            connection.start(params("/hold_gil"), record(STDIN))
            self.assertEqual(worker.wait(), 1)
        self.assertIn(b"in hold_gil", worker.error)

    @unittest.skipUnless(sys.implementation.name == "cpython", "needs the watch without GIL")
    def test_gil_that_is_never_released_after_an_order_to_stop(self):
        worker = self.worker()
        with worker.client() as connection:
            connection.start(params("/spin_then_hold_gil"), record(STDIN))
            worker.until_logged("spinning")
            self.shut_down(worker, 0)
            self.open_gate()
            # by the watch inside Python if it was quicker than the application
            self.assertIn(worker.wait(), (0, 1))


@unittest.skipUnless(sys.implementation.name == "cpython", "needs CPython's os and resource")
class SettingsTest(WorkerTest):

    def test_process(self):
        worker = self.worker(umask="027", nice=5, memory_limit=3 << 30, home=self.directory, locale="C", switch_interval=0.01, stack_size=1 << 20)
        with worker.client() as connection:
            self.assertEqual(connection.ask("/process").body.decode(), "27 5 %d %s %s" % (3 << 30, os.path.realpath(self.directory), self.directory))
        self.assertEqual(worker.logged, [])

    def test_python_path_with_pth_files(self):
        os.mkdir(self.path("lib"))
        self.path("lib/more.pth", self.path("more") + "\n")
        os.mkdir(self.path("more"))
        self.path("more/found_by_pth.py", "def application(e, s):\n    s('200 OK', [])\n    return [b'found']\n")
        worker = self.worker(python_path=[self.path("lib")], applications=[["module", "found_by_pth", "application"]])
        with worker.client() as connection:
            self.assertEqual(connection.ask("/").body, b"found")

    def test_settings_that_have_no_effect(self):
        worker = self.worker(locale="xx_YY.nonsense", stack_size=1)
        worker.until_logged("locale [xx_YY.nonsense] has no effect")
        worker.until_logged("threadStackSize [1] has no effect")

    def test_settings_that_prevent_the_start(self):
        for settings, text in (({"home": "/nonexistent"}, "home [/nonexistent]"), ({"user": "nobody-here"}, "user [nobody-here]"),
                               ({"unix_group": "#x"}, "group [#x]"), ({"socket": "/nonexistent/socket"}, "The worker cannot start")):
            worker = self.supervised(**settings)
            self.assertEqual(worker.wait(), 3)
            worker.check_logged(text)

    @unittest.skipUnless(hasattr(os, "geteuid") and os.geteuid() == 0, "only root can become someone else")
    def test_user(self):
        import pwd
        nobody = pwd.getpwnam("nobody")
        os.chmod(self.directory, 0o700)
        script = self.path("app.wsgi", "import os\ndef application(e, s):\n    s('200 OK', [])\n"
                           "    return [('%d %d %s' % (os.getuid(), os.getgid(), os.getgroups())).encode()]\n")
        for settings, expected in (({"user": "nobody"}, "%d %d [%d]" % (nobody.pw_uid, nobody.pw_gid, nobody.pw_gid)),
                                   ({"user": "#4242", "unix_group": "#4243", "supplementary_groups": ["#4244"]}, "4242 4243 [4244]")):
            worker = self.worker(**settings, applications=[])
            os.chmod(self.directory, 0o755)
            with worker.client() as connection:
                self.assertEqual(connection.ask("/", TOMCATWSGI_APPLICATION="script application " + script).body.decode(), expected)
            os.chmod(self.directory, 0o700)
            worker.end()
        worker = self.supervised(user="root")
        self.assertEqual(worker.wait(), 3)
        worker.check_logged("user [root] is root")

    def test_owners(self):
        script = self.path("app.wsgi", "print('script runs')\ndef application(e, s):\n    s('200 OK', [])\n    return [b'served']\n")
        owner = "#%d" % os.getuid()
        worker = self.worker(script_user=owner, applications=[["script", script, "application"]])
        with worker.client() as connection:
            self.assertEqual(connection.ask("/").body, b"served")
            os.chmod(script, 0o666)
            self.assertEqual(connection.ask("/").application_status, 403)
            self.assertTrue(connection.get("/").head.startswith("Status: 403 Forbidden\n"))
            worker.until_logged("[%s] may be written by others" % script)
        other = self.worker(script_group="#%d" % (os.getgid() + 1), socket=self.path("other"), applications=[["script", script, "application"]])
        with other.client() as connection:
            self.assertEqual(connection.ask("/").application_status, 403)
        other.until_logged("scriptGroup demands [%d]" % (os.getgid() + 1))
        self.assertIn("INFO script runs", worker.logged)
        self.assertNotIn("INFO script runs", other.logged)


class ServiceTest(WorkerTest):

    def service(self, source, **settings):
        script = self.path("service.py", source)
        return self.supervised(threads=0, applications=[], import_scripts=[script], socket=None, **settings)

    def test_ends_when_its_script_does(self):
        worker = self.service("import atexit, threading\natexit.register(lambda: print('exit function'))\n"
                              "print('main' if threading.current_thread() is threading.main_thread() else 'other')\n")
        self.assertEqual(worker.wait(), 0)
        self.assertEqual(worker.logged, ["INFO main", "INFO exit function"])

    def test_exit_codes(self):
        for source, code in (("import sys\nsys.exit(5)", 5), ("import sys\nsys.exit()", 0), ("1 / 0", 1)):
            worker = self.service(source)
            self.assertEqual(worker.wait(), code)
        worker.check_logged("ZeroDivisionError")

    def test_stopping(self):
        source = "import time\ntry:\n    print('serving')\n    time.sleep(600)\nexcept SystemExit:\n    print('told to go')\n    raise\n"
        for stop in (lambda worker: worker.process.send_signal(signal.SIGTERM), lambda worker: worker.process.stdin.close(),
                     lambda worker: worker.order({"do": "shutdown", "reason": "test", "timeout": 5})):
            worker = self.service(source)
            self.assertEqual(worker.report("ready")["pid"], worker.process.pid)
            worker.until_logged("serving")
            stop(worker)
            self.assertEqual(worker.wait(), 0)
            worker.check_logged("told to go")

    def test_own_signal_handler(self):
        worker = self.service("import os, signal\nsignal.signal(signal.SIGTERM, lambda *_: os._exit(9))\nprint('serving')\nwhile True:\n    signal.pause()\n")
        worker.until_logged("serving")
        worker.process.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(), 9)

    def test_script_that_does_not_stop(self):
        worker = self.service("import time\nwhile True:\n    try:\n        print('serving')\n        time.sleep(600)\n    except SystemExit:\n        pass\n")
        worker.until_logged("serving")
        worker.order({"do": "shutdown", "reason": "test", "timeout": 1})
        self.assertEqual(worker.wait(), 0)
        worker.check_logged("Shutdown timeout expired")


if __name__ == "__main__":
    unittest.main()
