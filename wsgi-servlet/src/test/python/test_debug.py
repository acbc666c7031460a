"""The page of tomcatwsgi.debug, and who gets it."""
import os
import sys
import unittest

from workers import SOURCES

sys.path.insert(0, os.path.dirname(SOURCES))

from tomcatwsgi import debug
from tomcatwsgi.gateway import ABORT, ERROR, Gateway
from tomcatwsgi.scripts import LoadError


class Transport:

    def __init__(self):
        self.sent = []

    def head(self, data):
        self.sent.append(data)
        return True

    def write(self, data):
        self.sent.append(data)
        return True


class Applications:

    def __init__(self, application):
        self._application = application

    def application(self, kind, target, name):
        if isinstance(self._application, Exception):
            raise self._application
        return self._application


def broken(environ, start_response):
    amount = "<script>alert('&')</script>"
    raise ValueError("no price for " + amount)


def chained(environ, start_response):
    try:
        broken(environ, start_response)
    except ValueError as error:
        raise KeyError("order") from error


def broken_late(environ, start_response):
    start_response("200 OK", [])(b"first")
    raise ValueError("late")


class DebugTest(unittest.TestCase):

    def setUp(self):
        self.records = []

    def run_with(self, application, method="GET", **variables):
        gateway = Gateway(Applications(application), self.records.append, {"tomcatwsgi.mode": "daemon"})
        environ = {"REQUEST_METHOD": method, "REQUEST_URI": "/broken?secret", "REQUEST_SCHEME": "http"}
        environ.update({name.replace("_", "."): value for name, value in variables.items()})
        return gateway.run(gateway.exchange(Transport(), environ), "script", "broken.wsgi", "application")

    def test_without_debug_nothing_is_shown(self):
        self.assertEqual(self.run_with(broken), ERROR)
        self.assertEqual(self.run_with(broken, tomcatwsgi_debug="0"), ERROR)

    def test_exception_with_source_lines(self):
        result = self.run_with(broken, tomcatwsgi_debug="1")
        head, _, body = result.partition(b"\n\n")
        self.assertTrue(head.startswith(b"500 Internal Server Error\nContent-Type: text/html"), head)
        self.assertIn(b"Content-Length: %d" % len(body), head)
        text = body.decode()
        self.assertIn("ValueError: no price for &lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;", text)
        self.assertIn("    raise ValueError(&quot;no price for &quot; + amount)</mark>", text)
        self.assertIn(os.path.basename(__file__), text)
        self.assertNotIn("<script", text)
        self.assertNotIn("gateway.py", text)
        self.assertNotIn("secret", text)

    def test_one_log_record_as_ever(self):
        self.run_with(broken, tomcatwsgi_debug="1")
        self.assertEqual(len(self.records), 1)
        self.assertIn("ValueError: no price for", self.records[0])

    def test_chain_of_exceptions(self):
        text = self.run_with(chained, tomcatwsgi_debug="1").decode()
        self.assertLess(text.index("KeyError: "), text.index("It was caused by:"))
        self.assertLess(text.index("It was caused by:"), text.index("ValueError: "))

    def test_head_has_no_body(self):
        self.assertTrue(self.run_with(broken, "HEAD", tomcatwsgi_debug="1").endswith(b"\n\n"))

    def test_response_that_has_begun_breaks_off(self):
        self.assertEqual(self.run_with(broken_late, tomcatwsgi_debug="1"), ABORT)

    def test_application_that_cannot_be_loaded(self):
        try:
            compile("def application(:\n", "/srv/app.wsgi", "exec")
        except SyntaxError as error:
            failure = LoadError("script [/srv/app.wsgi] cannot be loaded", "Traceback")
            failure.__context__ = error
            failure.__suppress_context__ = True
        text = self.run_with(failure, tomcatwsgi_debug="1").decode()
        self.assertIn("SyntaxError: ", text)
        self.assertIn("cannot be loaded", text)

    def test_endless_recursion_is_shortened(self):
        def endless():
            endless()
        try:
            endless()
        except RecursionError as error:
            self.assertIn("frames are left out", debug.page(error))

    def test_exception_that_has_no_text(self):
        class Mute(Exception):
            def __str__(self):
                raise OSError
        self.assertIn("cannot be had: OSError", debug.page(Mute()))


if __name__ == "__main__":
    sys.exit(unittest.main())
