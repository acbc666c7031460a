"""Section 1 of docs/daemon-protocol.md: requests."""
import os
import struct
import unittest

import client
from client import BROKEN, DIALECT, GET_VALUES, PARAMS, PAUSE, STDIN, begin, pairs, params, record
from workers import FIXTURE, WorkerTest


class RequestTest(WorkerTest):

    def setUp(self):
        super().setUp()
        self.server = self.worker()
        self.client = self.server.client()
        self.addCleanup(self.client.socket.close)

    def environ(self, **values):
        self.client.start(values, record(STDIN))
        return dict(line.partition("=")[::2] for line in self.client.response().body.decode("latin-1").split("\n"))


class PlainTest(RequestTest):

    def test_whole_response(self):
        response = self.client.get("/hello")
        self.assertEqual(response.output, b"Status: 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\nHello")
        self.assertEqual((response.application_status, response.protocol_status), (0, 0))

    def test_streamed_response(self):
        response = self.client.get("/stream")
        self.assertEqual(response.output, b"Status: 200 OK\nContent-Type: text/plain\n\nfirst,second")

    def test_a_connection_carries_one_request_after_the_other(self):
        for _ in range(3):
            self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_large_responses(self):
        self.assertEqual(self.client.get("/large").body, b"0123456789" * 20000)
        self.assertEqual(len(self.client.get("/huge").body), 8000000)

    def test_body_that_was_sent_unasked(self):
        body = os.urandom(300000)
        pieces = [record(STDIN, body[at:at + 65535], padding=7) for at in range(0, len(body), 65535)]
        for path in ("/echo", "/small_reads"):
            self.client.start(params(path), *pieces, record(STDIN))
            self.assertEqual(self.client.response().body, body)

    def test_body_that_nobody_reads(self):
        self.client.start(params("/hello"), record(STDIN, b"x" * 60000), record(STDIN, b"x" * 60000), record(STDIN))
        self.assertEqual(self.client.response().body, b"Hello")
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_large_body_and_large_response_at_once(self):
        """The client sends all of its body before it reads: the worker makes room for it."""
        piece = record(STDIN, b"y" * 65000)
        self.client.start(params("/huge"), *[piece] * 200, record(STDIN))
        self.assertEqual(len(self.client.response().body), 8000000)
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_without_keep_connection_the_connection_is_closed(self):
        self.client.start(params("/hello"), record(STDIN), keep=0)
        self.assertEqual(self.client.response().body, b"Hello")
        self.assertTrue(self.client.closed())

    def test_without_keep_connection_an_unread_body_does_not_lose_the_response(self):
        self.client.start(params("/large"), record(STDIN, b"x" * 60000), keep=0)
        response = self.client.response()
        self.assertEqual(len(response.body), 200000)
        self.client.send(record(STDIN))
        self.assertTrue(self.client.closed())

    def test_another_request_id(self):
        self.client.send(begin(request=77), record(PARAMS, pairs(params("/hello")), 77), record(PARAMS, request=77), record(STDIN, request=77))
        self.assertEqual(self.client.response(request=77).body, b"Hello")

    def test_failure_before_the_head(self):
        response = self.client.get("/error")
        self.assertTrue(response.head.startswith("Status: 500 Internal Server Error\n"), response.head)
        self.assertEqual(response.application_status, 0)
        self.server.until_logged("broken on purpose")

    def test_failure_after_the_head_ends_the_connection(self):
        self.client.start(params("/late_error"), record(STDIN))
        with self.assertRaises(EOFError):
            self.client.response()

    def test_short_response_ends_the_connection(self):
        self.client.start(params("/short"), record(STDIN))
        with self.assertRaises(EOFError):
            self.client.response()

    def test_file(self):
        path = self.path("file", "0123456789" * 300000)
        response = self.client.get("/file", QUERY_STRING=path)
        self.assertEqual(len(response.body), 3000000 - 2)
        self.assertIn("Content-Length: 2999998", response.head)
        self.assertTrue(response.body.startswith(b"23456"))

    def test_parameters_byte_by_byte(self):
        for byte in begin() + record(PARAMS, pairs(params("/hello"))) + record(PARAMS) + record(STDIN):
            self.client.send(bytes((byte,)))
        self.assertEqual(self.client.response().body, b"Hello")

    def test_parameters_over_many_records(self):
        data = pairs(params("/show", HTTP_COOKIE="c" * 500000))
        self.client.send(begin(), *(record(PARAMS, data[at:at + 999], padding=1) for at in range(0, len(data), 999)), record(PARAMS), record(STDIN))
        self.assertIn(b"HTTP_COOKIE=" + b"c" * 500000, self.client.response().body)


class EnvironTest(RequestTest):

    def test_constants(self):
        environ = self.environ(**params("/show"))
        for name, value in {
                "mod_wsgi.process_group": "shop", "mod_wsgi.application_group": "main", "tomcatwsgi.mode": "daemon", "tomcatwsgi.process": "3",
                "wsgi.multiprocess": "True", "wsgi.multithread": "True", "wsgi.run_once": "False", "wsgi.input_terminated": "True",
                "wsgi.url_scheme": "http"}.items():
            self.assertEqual(environ[name], value, name)

    def test_own_parameters_do_not_enter(self):
        environ = self.environ(**params("/show", **DIALECT, TOMCATWSGI_OTHER="1", TOMCATWSGI_FILES="1", TOMCATWSGI_APPLICATION="script application " + FIXTURE))
        self.assertEqual([name for name in environ if name.startswith("TOMCATWSGI")], [])

    def test_value_that_names_own_parameters_stays(self):
        self.assertEqual(self.environ(**params("/show", HTTP_X="TOMCATWSGI_ TOMCATWSGI_ TOMCATWSGI_ TOMCATWSGI_"))["HTTP_X"], "TOMCATWSGI_ " * 3 + "TOMCATWSGI_")

    def test_what_other_servers_leave_out(self):
        environ = self.environ(SCRIPT_NAME="/show/a b\xe9", HTTPS="on", QUERY_STRING="q=1")
        self.assertEqual((environ["SCRIPT_NAME"], environ["PATH_INFO"]), ("", "/show/a b\xe9"))
        self.assertEqual(environ["REQUEST_URI"], "/show/a%20b%E9?q=1")
        self.assertEqual((environ["REQUEST_SCHEME"], environ["wsgi.url_scheme"], environ["SERVER_PORT"]), ("https", "https", "443"))
        self.assertEqual((environ["REQUEST_METHOD"], environ["SERVER_PROTOCOL"], environ["SERVER_NAME"]), ("GET", "HTTP/1.0", "localhost"))

    def test_what_other_servers_send_in_vain(self):
        environ = self.environ(**params("/show", CONTENT_LENGTH="", CONTENT_TYPE="", HTTP_PROXY="http://evil", HTTP_CONTENT_LENGTH="5", HTTP_CONTENT_TYPE="a/b"))
        for name in ("CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_PROXY", "HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE"):
            self.assertNotIn(name, environ)
        environ = self.environ(**params("/show", CONTENT_LENGTH="0", CONTENT_TYPE="a/b"))
        self.assertEqual((environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]), ("0", "a/b"))

    def test_long_names_and_values(self):
        environ = self.environ(**params("/show", **{"HTTP_" + "N" * 300: "v" * 70000}))
        self.assertEqual(environ["HTTP_" + "N" * 300], "v" * 70000)


class DialectTest(RequestTest):

    def test_body_on_demand(self):
        body = os.urandom(1500000)
        response = self.client.post("/echo", body)
        self.assertEqual(response.body, body)
        self.assertGreater(len(response.reads), 1)

    def test_small_reads_ask_for_more(self):
        body = os.urandom(200000)
        response = self.client.post("/small_reads", body, piece=777)
        self.assertEqual(response.body, body)
        self.assertLess(len(response.reads), 10)

    def test_body_that_nobody_reads_is_not_asked_for(self):
        response = self.client.post("/hello", b"x" * 1000)
        self.assertEqual((response.body, response.reads), (b"Hello", []))
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_answer_in_pieces_and_pauses(self):
        answers = iter([[record(STDIN, b"a")], [record(PAUSE)], [record(STDIN, b"b"), record(STDIN, b"c"), record(STDIN)]])
        self.client.start(params("/echo", **DIALECT))
        asked = []

        def answer(wanted):
            asked.append(wanted)
            self.client.send(*next(answers))
            if len(asked) == 1:
                self.client.send(*next(answers))

        self.assertEqual(self.client.response(answer).body, b"abc")
        self.assertEqual(len(asked), 2)

    def test_broken_body(self):
        self.client.start(params("/read_error", **DIALECT))
        response = self.client.response(lambda wanted: self.client.send(record(STDIN, b"a"), record(BROKEN, "the wire \u00e9".encode())))
        self.assertEqual(response.body.decode(), "mod_wsgi request data read error: the wire \u00e9\nmod_wsgi request data read error: the wire \u00e9")
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_broken_body_and_a_streamed_answer(self):
        """The client may be there, and wait to hear what was wrong with its body."""
        self.client.start(params("/read_error_then_stream", **DIALECT))
        response = self.client.response(lambda wanted: self.client.send(record(BROKEN, b"too long")))
        self.assertEqual(response.body, b"mod_wsgi request data read error: too long, and more")
        self.assertEqual(response.application_status, 0)
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_request_whose_empty_body_comes_late(self):
        self.client.start(params("/echo", **DIALECT))
        self.assertEqual(self.client.response(lambda wanted: self.client.send(record(STDIN))).body, b"")

    def test_results(self):
        for path, output, status in (("/error", b"", 500), ("/exits", b"", 500), ("/recursion", b"", 500), ("/hello", None, 0)):
            response = self.client.ask(path)
            self.assertEqual(response.application_status, status, path)
            if output is not None:
                self.assertEqual(response.output, output)

    def test_response_that_breaks_off_leaves_the_connection(self):
        for path, body in (("/late_error", b"begun"), ("/short", b"short")):
            response = self.client.ask(path)
            self.assertEqual((response.body, response.application_status), (body, 1))
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_file_is_left_to_the_server(self):
        path = self.path("file", "0123456789")
        response = self.client.ask("/file", QUERY_STRING=path, TOMCATWSGI_FILES="1")
        self.assertEqual(response.files, [(2, 8, os.path.realpath(path))])
        self.assertEqual((response.body, response.application_status), (b"", 0))
        self.assertEqual(self.client.ask("/file", QUERY_STRING=path).body, b"23456789")

    def test_application_by_name(self):
        script = self.path("other.wsgi", "def main(e, s):\n    s('200 OK', [])\n    return [b'other']\n")
        self.path("other_module.py", "class app:\n    def main(e, s):\n        s('200 OK', [])\n        return [b'module']\n")
        self.assertEqual(self.client.ask("/", TOMCATWSGI_APPLICATION="script main " + script).body, b"other")
        server = self.worker(socket=self.path("second"), applications=[], python_path=[self.directory])
        with server.client() as second:
            self.assertEqual(second.ask("/", TOMCATWSGI_APPLICATION="module app.main other_module").body, b"module")
            self.assertEqual(second.ask("/", TOMCATWSGI_APPLICATION="module app.main missing").application_status, 500)
            self.assertEqual(second.ask("/").application_status, 500)
            self.assertEqual(second.get("/").head.partition("\n")[0], "Status: 500 Internal Server Error")
        server.until_logged("missing")
        server.until_logged("names no application")


class RecordTest(RequestTest):
    """The table of section 1, and what comes from a client that does not know it."""

    def values(self, **asked):
        self.client.send(record(GET_VALUES, pairs(asked), 0))
        kind, request, content = self.client.record()
        self.assertEqual((kind, request), (client.GET_VALUES_RESULT, 0))
        return content

    def test_values(self):
        self.assertEqual(self.values(FCGI_MAX_CONNS="", FCGI_MAX_REQS="", FCGI_MPXS_CONNS="", TOMCATWSGI_DIALECT="", OTHER=""),
                         pairs({"FCGI_MAX_CONNS": "4", "FCGI_MAX_REQS": "4", "FCGI_MPXS_CONNS": "0", "TOMCATWSGI_DIALECT": "1"}))
        self.assertEqual(self.values(FCGI_MPXS_CONNS=""), pairs({"FCGI_MPXS_CONNS": "0"}))
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_unknown_management_record(self):
        self.client.send(record(42, b"abc", 0))
        self.assertEqual(self.client.record(), (client.UNKNOWN_TYPE, 0, bytes((42, 0, 0, 0, 0, 0, 0, 0))))

    def test_unknown_role(self):
        self.client.send(begin(role=2), record(PARAMS, pairs(params("/hello"))), record(PARAMS), record(STDIN))
        self.assertEqual(self.client.response().protocol_status, 3)
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_second_request_on_the_connection(self):
        self.client.start(params("/echo", **DIALECT))
        self.assertEqual(self.client.record()[0], client.READ)
        self.client.send(begin(request=2), record(PARAMS, pairs(params("/hello")), 2), record(PARAMS, request=2))
        self.assertEqual(self.client.response(request=2).protocol_status, 1)
        self.client.send(record(STDIN, b"x", 2), record(STDIN, b"mine"), record(STDIN))
        self.assertEqual(self.client.response().body, b"mine")

    def test_second_request_within_the_parameters(self):
        data = pairs(params("/hello"))
        self.client.send(begin(), record(PARAMS, data[:9]), begin(request=2), record(PARAMS, b"zz", 2), record(PARAMS, data[9:]), record(PARAMS), record(STDIN))
        self.assertEqual(self.client.response(request=2).protocol_status, 1)
        self.assertEqual(self.client.response().body, b"Hello")

    def test_records_of_ids_that_are_not_active(self):
        self.client.send(record(STDIN, b"x", 9), record(client.ABORT, request=9), record(PARAMS, b"x", 9), record(client.DATA, b"x", 5), record(PAUSE, b"", 1))
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_abort_within_the_parameters(self):
        self.client.send(begin(), record(PARAMS, b"\1"), record(client.ABORT))
        self.client.response()
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_abort_while_the_application_reads(self):
        self.client.start(params("/read_error", **DIALECT))
        self.assertEqual(self.client.record()[0], client.READ)
        self.client.send(record(client.ABORT))
        self.assertIn(b"mod_wsgi request data read error: the server has aborted the request", self.client.response().body)
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_abort_while_the_application_writes(self):
        self.client.start(params("/endless", **DIALECT), record(STDIN))
        self.assertEqual(self.client.record()[0], client.STDOUT)
        self.client.send(record(client.ABORT))
        self.assertEqual(self.client.response().application_status, 1)
        self.server.until_logged("endless closed")
        self.assertEqual(self.client.ask("/hello").body, b"Hello")

    def test_closed_connection_while_the_application_writes(self):
        for dialect in ({}, DIALECT):
            with self.server.client() as other:
                other.start(params("/endless", **dialect), record(STDIN))
                self.assertEqual(other.record()[0], client.STDOUT)
            self.server.until_logged("endless closed")
            self.server.logged.clear()

    def test_closed_connection_at_every_byte(self):
        data = begin() + record(PARAMS, pairs(params("/echo", **DIALECT)), padding=3) + record(PARAMS)
        for size in range(0, len(data), 7):
            with self.server.client() as other:
                other.send(data[:size])
        self.assertEqual(self.client.get("/hello").body, b"Hello")
        self.assertEqual(self.server.logged, [])

    def test_closed_connection_while_the_application_reads(self):
        with self.server.client() as other:
            other.start(params("/wait_for_body", **DIALECT))
            self.assertEqual(other.record()[0], client.READ)
        self.server.until_logged("mod_wsgi request data read error: the server has closed the connection")

    def test_malformed_records_close_the_connection(self):
        for what, text, *records in (
                ("version", "version [2]", record(client.BEGIN, b"\0\1\1\0\0\0\0\0", version=2)),
                ("garbage", "version [71]", b"GET / HTTP/1.1\r\n\r\n"),
                ("short begin", "[3] bytes instead of 8", record(client.BEGIN, b"\0\1\1")),
                ("overlong name", "beyond the end", begin(), record(PARAMS, b"\x7f\x01abc"), record(PARAMS)),
                ("cut length", "beyond the end", begin(), record(PARAMS, b"\xff\xff"), record(PARAMS)),
                ("enormous value", "beyond the end", begin(), record(PARAMS, b"\x01\xff\xff\xff\xffa"), record(PARAMS)),
                ("body before parameters end", "type [5]", begin(), record(PARAMS, b"\1\1ab"), record(STDIN, b"x")),
                ("same id twice", "type [1]", begin(), begin()),
                ("application", "TOMCATWSGI_APPLICATION [x]", begin(), record(PARAMS, pairs(params("/", TOMCATWSGI_APPLICATION="x"))), record(PARAMS)),
        ):
            with self.subTest(what), self.server.client() as other:
                other.send(*records)
                self.assertTrue(other.closed())
                self.server.until_logged(text)
                self.assertEqual(len([entry for entry in self.server.logged if text in entry]), 1)
                self.server.logged.clear()
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_parameters_of_16_mib(self):
        piece = record(PARAMS, b"\0" * 65528)
        with self.server.client() as other:
            data = pairs(params("/hello", HTTP_X="x" * ((16 << 20) - 1000)))
            other.send(begin(), *(record(PARAMS, data[at:at + 65528]) for at in range(0, len(data), 65528)), record(PARAMS), record(STDIN))
            self.assertEqual(other.response().body, b"Hello")
        with self.server.client() as other:
            try:
                other.send(begin(), *[piece] * 258)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.assertTrue(other.closed())
        self.server.until_logged("parameters have more than [16777216] bytes")

    def test_random_records(self):
        import random
        source = random.Random(4711)
        for _ in range(300):
            with self.server.client() as other:
                data = b"".join(record(source.choice((1, 2, 4, 4, 5, 9, 100, 101, 102, 200)), source.choice((b"", b"\0\1\1\0\0\0\0\0", os.urandom(20))),
                                       source.choice((0, 1, 1, 1, 2)), padding=source.choice((0, 5))) for _ in range(source.randrange(1, 12)))
                try:
                    other.send(data[:source.randrange(len(data) + 1)])
                except (BrokenPipeError, ConnectionResetError):
                    pass
        self.assertEqual(self.client.get("/hello").body, b"Hello")

    def test_refusal_when_all_threads_are_busy(self):
        server = self.worker(threads=1, socket=self.path("busy"))
        with server.client() as busy, server.client() as other:
            busy.start(params("/wait_for_body", **DIALECT))
            self.assertEqual(busy.record()[0], client.READ)
            other.start(params("/echo", **DIALECT))
            response = other.response()
            self.assertEqual((response.protocol_status, response.reads, response.output), (2, [], b""))
            busy.send(record(STDIN))
            self.assertEqual(busy.response().body, b"read")
            self.assertEqual(other.ask("/hello").body, b"Hello")

    def test_thread_data_lives_on(self):
        """G-15"""
        counts = [self.client.get("/local").body for _ in range(3)]
        self.assertEqual(counts, [b"1", b"2", b"3"])
        server = self.worker(threads=1, socket=self.path("one"))
        count = b""
        # a thread that has just closed a connection may be a moment too late for the next one
        for _ in range(100):
            with server.client() as other:
                other.start(params("/local"), record(STDIN), keep=0)
                count = other.response().body
                self.assertTrue(other.closed())
            if count == b"10":
                break
        self.assertEqual(count, b"10")

    def test_many_connections(self):
        clients = [self.server.client() for _ in range(30)]
        for number, each in enumerate(clients):
            each.start(params("/show", HTTP_NUMBER=str(number)), record(STDIN))
        for number, each in enumerate(clients):
            self.assertIn(b"HTTP_NUMBER=%d\n" % number, each.response().body)
            each.socket.close()


if __name__ == "__main__":
    unittest.main()
