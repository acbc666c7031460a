"""The module ``mod_wsgi`` (M-01 to M-20), without a server around it."""
import logging
import os
import sys
import tempfile
import threading
import time
import unittest

from gateways import Server, hello
from tomcatwsgi.gateway import ABORT, DONE, ERROR, Exchange
from tomcatwsgi.metrics import bucket
from tomcatwsgi.slow import SlowRequests


class ModuleTest(unittest.TestCase):

    def setUp(self):
        self.module = Server().module

    def test_names(self):
        self.assertEqual((self.module.version, self.module.process_group, self.module.application_group), ((6, 0, 5), "shop", ""))
        self.assertEqual((self.module.maximum_processes, self.module.threads_per_process), (2, 3))
        self.assertTrue(issubclass(self.module.LogHandler, logging.Handler))
        self.assertFalse(issubclass(self.module.RequestTimeout, Exception))
        self.assertEqual(self.module.FileWrapper(None, 5).blksize, 5)
        with self.assertRaises(AttributeError):
            self.module.unknown

    def test_import(self):
        """As third-party code does: the module, its attributes, the package of that name on PyPI where the application has it."""
        before = sys.modules.get("mod_wsgi")
        sys.modules["mod_wsgi"] = self.module
        self.addCleanup(lambda: sys.modules.pop("mod_wsgi") if before is None else sys.modules.update(mod_wsgi=before))
        from mod_wsgi import version
        self.assertEqual(version, (6, 0, 5))
        with self.assertRaises(ImportError):
            import mod_wsgi.server
        with tempfile.TemporaryDirectory() as directory:
            os.makedirs(os.path.join(directory, "mod_wsgi", "server"))
            for name in ("mod_wsgi", os.path.join("mod_wsgi", "server")):
                with open(os.path.join(directory, name, "__init__.py"), "w") as file:
                    file.write("name = __name__\n")
            sys.path.insert(0, directory)
            self.addCleanup(sys.path.remove, directory)
            import mod_wsgi.server
            self.assertEqual(mod_wsgi.server.name, "mod_wsgi.server")
            self.assertEqual(mod_wsgi.version, (6, 0, 5))
            del sys.modules["mod_wsgi.server"]


class EventsTest(unittest.TestCase):

    def setUp(self):
        self.events = []
        self.server = Server()

    def subscribe(self, server=None):
        return (server or self.server).module.subscribe_events(lambda name, **event: self.events.append((name, event)))

    def named(self, name):
        return [event for published, event in self.events if published == name]

    def test_nobody_subscribed(self):
        self.assertIsNone(self.server.gateway.observer)
        self.assertIs(type(self.server.gateway.exchange(None, {"REQUEST_METHOD": "", "REQUEST_URI": "", "REQUEST_SCHEME": ""}, 1)), Exchange)

    def test_order_and_fields(self):
        self.subscribe()
        result = self.server.get(hello)
        self.assertTrue(result.endswith(b"\n\nHello"))
        self.assertEqual([name for name, _ in self.events], ["request_started", "response_started", "request_finished"])
        started, = self.named("request_started")
        self.assertEqual({key: started[key] for key in ("request_id", "thread_id", "server_pid", "request_start", "callable_object")},
                         {"request_id": "R1", "thread_id": 1, "server_pid": 4711, "request_start": 1.5, "callable_object": "application"})
        self.assertIs(started["application_object"], hello)
        self.assertEqual(started["request_environ"]["mod_wsgi.application_start"], started["application_start"])
        response, = self.named("response_started")
        self.assertEqual((response["response_status"], response["exception_info"], response["request_id"]), ("200 OK", None, "R1"))
        self.assertIn(("Content-Type", "text/plain"), response["response_headers"])
        finished, = self.named("request_finished")
        self.assertEqual({key: finished[key] for key in ("status", "output_length", "output_writes", "input_reads", "input_length", "thread_id")},
                         {"status": 200, "output_length": 5, "output_writes": 1, "input_reads": 0, "input_length": 0, "thread_id": 1})
        self.assertGreaterEqual(finished["application_finish"], started["application_start"])
        for key in ("application_time", "input_time", "output_time", "cpu_time"):
            self.assertGreaterEqual(finished[key], 0)
        for event in (started, response, finished):
            self.assertIs(event["request_data"], started["request_data"])

    def test_streamed_response(self):
        self.subscribe()

        def echo(environ, start_response):
            body = environ["wsgi.input"].read()
            start_response("200 OK", [])
            yield body[:3]
            yield body[3:]
        self.assertEqual(self.server.get(echo, b"0123456789"), DONE)
        finished, = self.named("request_finished")
        self.assertEqual({key: finished[key] for key in ("output_length", "output_writes", "input_length")},
                         {"output_length": 10, "output_writes": 2, "input_length": 10})

    def test_a_daemon_has_more_times(self):
        self.subscribe(server := Server(daemon=True))
        server.get(hello)
        started, = self.named("request_started")
        self.assertEqual((started["queue_start"], started["daemon_start"], started["daemon_connects"], started["daemon_restarts"]), (2.0, 3.0, 1, 0))

    def test_exception(self):
        self.subscribe()

        def broken(environ, start_response):
            raise ValueError("on purpose")
        self.assertEqual(self.server.get(broken), ERROR)
        self.assertEqual([name for name, _ in self.events], ["request_started", "request_exception", "request_finished"])
        kind, error, trace = self.named("request_exception")[0]["exception_info"]
        self.assertEqual((kind, str(error)), (ValueError, "on purpose"))
        self.assertIsNotNone(trace)
        self.assertEqual(self.named("request_finished")[0]["status"], 0)
        self.assertEqual(len(self.server.logged), 1)

    def test_exceptions_behind_the_head_and_in_close(self):
        self.subscribe()

        class Body:
            def __iter__(self):
                yield b"begun"
                raise KeyError("behind")

            def close(self):
                raise IndexError("in close")

        def broken(environ, start_response):
            start_response("200 OK", [])
            return Body()
        self.assertEqual(self.server.get(broken), ABORT)
        self.assertEqual([event["exception_info"][0] for event in self.named("request_exception")], [IndexError, KeyError])

    def test_a_subscriber_replaces_the_application(self):
        seen = []

        def wrap(name, **event):
            if name == "request_started":
                inner = event["application_object"]

                def wrapped(environ, start_response):
                    return [block.upper() for block in inner(environ, start_response)]
                return {"application_object": wrapped, "more": 1}
        self.server.module.subscribe_events(wrap)
        self.server.module.subscribe_events(lambda name, **event: seen.append(event.get("more")))
        self.assertTrue(self.server.get(hello).endswith(b"HELLO"))
        self.assertEqual(seen, [1, None, None])

    def test_a_subscriber_that_fails_disturbs_nobody(self):
        def fail(name, **event):
            raise SystemExit("on purpose")
        self.assertIs(self.server.module.subscribe_events(fail), fail)
        self.subscribe()
        self.assertTrue(self.server.get(hello).endswith(b"Hello"))
        self.assertEqual(len(self.events), 3)
        self.assertRegex(self.server.logged[0], r"(?s)^ERROR Exception in a subscriber of the event \[request_started\]\.\n.*SystemExit: on purpose$")

    def test_without_subscribers_nothing_is_observed_any_more(self):
        callback = self.subscribe()
        self.server.get(hello)
        self.server.module.event_callbacks.remove(callback)
        self.server.get(hello)
        self.assertIsNone(self.server.gateway.observer)
        self.assertEqual(len(self.events), 3)
        self.subscribe()
        self.server.get(hello)
        self.assertEqual(len(self.events), 6)

    def test_shutdown(self):
        self.subscribe()
        self.server.module.subscribe_shutdown(lambda name, **event: self.events.append((name + " again", event)))
        self.server.observation.events.stopping("maximum_requests")
        self.server.observation.events.stopping("maximum_requests")
        reason = {"shutdown_reason": "maximum_requests"}
        self.assertEqual(self.events, [("process_stopping", reason), ("process_stopping again", reason)])

    def test_signals_are_not_for_embedded_mode(self):
        callback = self.server.module.subscribe_signals(self.fail)
        self.assertEqual(callback, self.fail)
        self.assertEqual(self.server.module.signal_callbacks, [])
        self.assertRegex(self.server.logged[0], r"(?s)^INFO Subscription of signals ignored.*in test_signals_are_not_for_embedded_mode")


class RequestDataTest(unittest.TestCase):

    def test_request_data_and_active_requests(self):
        server = Server()
        found = {}

        def application(environ, start_response):
            server.module.request_data()["mark"] = 1
            found.update(server.module.active_requests)
            found["data"] = server.module.request_data()
            return hello(environ, start_response)
        server.get(application)
        self.assertIsNone(server.gateway.observer)
        self.assertEqual(found["data"], {"mark": 1})
        self.assertEqual((found["R1"]["thread_id"], found["R1"]["request_start"]), (1, 1.5))
        self.assertIs(found["R1"]["request_data"], found["data"])
        self.assertEqual(len(server.module.active_requests), 0)
        server.get(application)
        self.assertEqual(found["data"], {"mark": 1})

    def test_outside_of_a_request(self):
        with self.assertRaisesRegex(RuntimeError, "outside of a request"):
            Server().module.request_data()

    def test_subscribers_and_application_share_it(self):
        server = Server()
        finished = []

        @server.module.subscribe_events
        def subscriber(name, *, request_data, **event):
            if name == "request_started":
                request_data["begun"] = True
            elif name == "request_finished":
                finished.append(request_data)

        def application(environ, start_response):
            server.module.request_data()["seen"] = server.module.request_data()["begun"]
            return hello(environ, start_response)
        server.get(application)
        self.assertEqual(finished, [{"begun": True, "seen": True}])


class MetricsTest(unittest.TestCase):

    def test_nothing_before_recording(self):
        server = Server()
        self.assertEqual((server.module.request_metrics(), server.module.process_metrics(), server.module.server_metrics()), (None, None, None))

    def test_request_metrics_drain(self):
        server = Server()
        server.module.start_recording_metrics()
        server.module.start_recording_metrics()
        server.get(hello)
        server.get(lambda environ, start_response: 1 / 0, thread=2)
        server.get(lambda environ, start_response: (start_response("404 Not Found", []), [])[1], thread=2)
        first = server.module.request_metrics()
        self.assertEqual((first["request_count"], first["status_2xx"], first["status_4xx"], first["status_5xx"]), (3, 1, 1, 1))
        self.assertEqual((first["request_threads_maximum"], first["request_threads_started"], first["request_threads_active"]), (3, 2, 2))
        self.assertEqual(first["request_threads_completed"], [1, 2, 0])
        self.assertEqual(first["request_threads_buckets"], [1, 2, 0])
        self.assertEqual((first["output_bytes"], first["output_writes"], first["pid"]), (5, 1, os.getpid()))
        self.assertEqual((sum(first["application_time_buckets"]), len(first["application_time_buckets"])), (3, 65))
        self.assertEqual((first["queue_time"], first["daemon_time"], first["queue_time_min_us"], first["gil_wait_time"]), (None,) * 4)
        self.assertGreater(first["request_time"], 1e9)
        self.assertGreater(first["memory_rss"], 1 << 20)
        self.assertGreaterEqual(first["memory_max_rss"], first["memory_rss"])
        second = server.module.request_metrics()
        self.assertEqual((second["request_count"], second["start_time"], second["application_time_max_us"]), (0, first["stop_time"], None))
        self.assertEqual(second["request_threads_completed"], [0, 0, 0])

    def test_process_metrics_stay(self):
        server = Server()
        server.module.start_recording_metrics()
        found = []
        server.get(hello)
        server.get(lambda environ, start_response: found.append(server.module.process_metrics()) or hello(environ, start_response), thread=3)
        server.module.request_metrics()
        found.append(server.module.process_metrics())
        self.assertEqual([(each["request_count"], each["active_requests"]) for each in found], [(1, 1), (2, 0)])
        self.assertEqual(found[1]["threads"], [{"thread_id": 1, "request_count": 1}, {"thread_id": 3, "request_count": 1}])
        self.assertEqual(found[1]["cpu_time"], found[1]["cpu_user_time"] + found[1]["cpu_system_time"])

    def test_a_request_that_runs_is_seen(self):
        server = Server(daemon=True)
        server.module.start_recording_metrics()
        found = []
        server.get(lambda environ, start_response: found.append(server.module.request_metrics()) or hello(environ, start_response))
        self.assertEqual((found[0]["request_count"], found[0]["request_threads_active"]), (0, 1))
        self.assertGreater(found[0]["request_threads_current_elapsed"][0], 0)
        self.assertGreater(found[0]["request_threads_busy_time"][0], 0)
        after = server.module.request_metrics()
        self.assertEqual((after["request_count"], after["queue_time"], after["server_time"]), (1, 1.0, 0.5))

    def test_buckets(self):
        """16 octaves from 1 ms by 4 steps, and one for what is longer."""
        expected = {0: 0, 0.0009: 0, 0.001: 0, 0.00125: 1, 0.0019: 3, 0.002: 4, 0.0025: 5, 1.024: 40, 65.535: 63, 65.536: 64, 1000: 64}
        self.assertEqual({seconds: bucket(seconds) for seconds in expected}, expected)

    def test_server_metrics(self):
        server = Server(server_metrics=lambda: server.observation.of_process())
        found = []
        server.get(lambda environ, start_response: found.append(server.module.server_metrics()) or hello(environ, start_response))
        self.assertEqual((found[0]["server_limit"], found[0]["thread_limit"], found[0]["processes"][0]["pid"]), (2, 3, os.getpid()))
        worker, = found[0]["processes"][0]["workers"]
        self.assertEqual((worker["thread_num"], worker["request"], worker["status"]), (1, "GET /path", "W"))


class LogHandlerTest(unittest.TestCase):

    def test_levels_and_format(self):
        server = Server()
        logger = logging.Logger("shop.cart")
        logger.addHandler(server.module.LogHandler())
        for level in (5, 10, 20, 25, 30, 35, 40, 50, 60):
            logger.log(level, "level %d", level)
        self.assertEqual([text.split()[0] for text in server.logged], ["DEBUG", "DEBUG", "INFO", "INFO", "WARNING", "WARNING", "ERROR", "ERROR", "ERROR"])
        self.assertEqual(server.logged[2], "INFO shop.cart: level 20")

    def test_a_traceback_belongs_to_its_record(self):
        server = Server()
        logger = logging.Logger("shop")
        handler = server.module.LogHandler(logging.ERROR)
        handler.setFormatter(logging.Formatter("%(message)s!"))
        logger.addHandler(handler)
        logger.warning("not at this level")
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logger.exception("failed")
        self.assertEqual(len(server.logged), 1)
        self.assertRegex(server.logged[0], r"(?s)^ERROR failed!\nTraceback .*\nValueError: two\nlines$")


class SlowRequestsTest(unittest.TestCase):

    def test_two_records(self):
        server = Server()
        watch = SlowRequests(0.001, server.observation, server.log, lambda thread: "stack of %d" % thread)

        def slow(environ, start_response):
            environ["mod_wsgi.application_start"] = time.time() - 7
            watch.look()
            watch.look()
            return hello(environ, start_response)
        server.get(slow)
        self.assertEqual(len(server.logged), 1)
        watch.look()
        watch.look()
        self.assertEqual(len(server.logged), 2)
        self.assertEqual(server.logged[0], "WARNING Slow request [GET /path] has been running for [7.0] s, more than slowRequests [0.001] s, in thread [1], "
                         "request [R1]:\nstack of %d" % threading.get_ident())
        self.assertRegex(server.logged[1], r"^WARNING Slow request \[GET /path\] ended after \[7\.\d\] s with status \[200\], request \[R1\]\.$")

    def test_a_stack_that_cannot_be_had_costs_nobody_the_record(self):
        server = Server()

        def stack(thread):
            raise OSError("no file")
        watch = SlowRequests(0.001, server.observation, server.log, stack)

        def slow(environ, start_response):
            environ["mod_wsgi.application_start"] = time.time() - 7
            watch.look()
            return hello(environ, start_response)
        server.get(slow)
        self.assertEqual(len(server.logged), 1)
        self.assertTrue(server.logged[0].endswith(":\n  (no stack: OSError: no file)"), server.logged[0])

    def test_a_quick_request_is_not_mentioned(self):
        server = Server()
        watch = SlowRequests(60, server.observation, server.log, self.fail)
        watch.start()
        server.get(lambda environ, start_response: watch.look() or hello(environ, start_response))
        watch.look()
        watch.stop()
        self.assertEqual(server.logged, [])


if __name__ == "__main__":
    unittest.main()
