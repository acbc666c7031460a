"""start_response and write: every way to call them, right and wrong (PEP 3333 "The start_response() Callable", "The write() Callable")."""
import sys

from fixture import PLAIN, Behaviours, query, state

application = Behaviours()


def noting(environ, call):
    """Call ``call``; an exception's type goes into the state before it goes on to the server."""
    try:
        return call()
    except BaseException as error:
        state.put(query(environ)["name"], type(error).__name__)
        raise


@application.conforming
def write(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    write(b"written-")
    write(b"")
    write(b"twice-")
    return [b"returned"]


@application.conforming
def write_and_yield(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    write(b"pre-")

    def blocks():
        write(b"mid-")
        yield b"post1-"
        yield b"post2"
    return blocks()


@application.bare("it calls write() after it has yielded, to no good effect but in order")
def yield_and_write(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    yield b"one-"
    write(b"two-")
    yield b"three"


@application.conforming
def write_is_sent(environ, start_response):
    """write() has sent its block when it returns."""
    write = start_response("200 OK", [PLAIN])
    write(b"first")
    state.pass_gate(query(environ)["name"])
    return [b"second"]


@application.bare("it hands write() a str")
def write_str(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    noting(environ, lambda: write("text"))
    return []


@application.conforming
def write_then_raise(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    write(b"written")
    raise ValueError("after write")


@application.conforming
def late(environ, start_response):
    """Called by the first step of the iteration."""
    start_response("201 Late", [PLAIN])
    yield b"late"


@application.bare("it yields before it calls start_response")
def too_late(environ, start_response):
    yield b"before"
    start_response("200 OK", [PLAIN])
    yield b"after"


@application.bare("it never calls start_response")
def never(environ, start_response):
    return [b"no head"]


@application.bare("it never calls start_response")
def never_and_empty(environ, start_response):
    return []


@application.conforming
def replaced_before_output(environ, start_response):
    start_response("200 OK", [PLAIN, ("X-Before", "first")])
    try:
        raise ValueError("before output")
    except ValueError:
        start_response("418 I'm a teapot", [PLAIN, ("X-After", "second")], sys.exc_info())
    return [b"second headers win"]


@application.conforming
def replaced_after_empty_block(environ, start_response):
    """Headers wait for the first block that is not empty: until then they can be replaced."""
    start_response("200 OK", [PLAIN, ("X-Before", "first")])
    yield b""
    try:
        raise ValueError("after an empty block")
    except ValueError:
        start_response("503 Changed Its Mind", [PLAIN, ("X-After", "second")], sys.exc_info())
    yield b""
    yield b"second headers win"


@application.bare("the exception that start_response raises again leaves the validator with an unclosed iterable")
def after_output(environ, start_response):
    """With exc_info after the headers have gone the very exception comes back."""
    start_response("200 OK", [PLAIN])
    yield b"sent"
    name = query(environ)["name"]
    try:
        raise ValueError("after output")
    except ValueError as error:
        try:
            start_response("500 Too Late", [PLAIN], sys.exc_info())
            state.put(name, "accepted")
        except ValueError as again:
            state.put(name, "same exception" if again is error else "another exception")
            raise


@application.conforming
def exc_info_none(environ, start_response):
    start_response("200 OK", [PLAIN], None)
    return [b"none is allowed"]


@application.conforming
def exc_info_first(environ, start_response):
    """An error handler may be the first to call start_response."""
    try:
        raise ValueError("before any call")
    except ValueError:
        start_response("502 First Call", [PLAIN], sys.exc_info())
    return [b"first call"]


@application.bare("its exc_info is no exc_info")
def exc_info_wrong(environ, start_response):
    start_response("200 OK", [PLAIN])
    noting(environ, lambda: start_response("200 OK", [PLAIN], "not a tuple"))
    return [b"unreachable"]


@application.bare("it calls start_response twice without exc_info")
def twice(environ, start_response):
    start_response("200 OK", [PLAIN])
    noting(environ, lambda: start_response("201 Again", [PLAIN]))
    return [b"unreachable"]


@application.bare("it calls start_response twice without exc_info")
def twice_after_output(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"sent"
    noting(environ, lambda: start_response("201 Again", [PLAIN]))
    yield b"unreachable"


@application.bare("it goes on after the error that it caused")
def twice_and_caught(environ, start_response):
    """The refused second call changes nothing."""
    start_response("200 OK", [PLAIN, ("X-Call", "first")])
    try:
        start_response("201 Again", [PLAIN, ("X-Call", "second")])
    except Exception:
        pass
    return [b"first"]


STATUSES = {
    "no-digits": "OK",
    "mixed": "2x0 OK",
    "two-digits": "20 OK",
    "four-digits": "2000 OK",
    "no-space": "200OK",
    "no-reason": "200",
    "line-feed": "200 OK\nX-Injected: 1",
    "carriage-return": "200 OK\r\nX-Injected: 1",
    "nul": "200 O\0K",
    "control": "200 O\x01K",
    "non-latin-1": "200 \u20ac",
    "zeros": "000 OK",
    "interim": "100 Continue",
    "bytes": b"200 OK",
    "int": 200,
    "none": None,
}

HEADERS = {
    "empty-name": ("", "x"),
    "space-in-name": ("X Bad", "x"),
    "colon-in-name": ("X-Bad:", "x"),
    "control-in-name": ("X-B\x01d", "x"),
    "line-feed-in-name": ("X-Bad\nX-Injected", "x"),
    "non-ascii-name": ("X-B\xe4d", "x"),
    "carriage-return": ("X-Bad", "a\rX-Injected: 1"),
    "line-feed": ("X-Bad", "a\nX-Injected: 1"),
    "both": ("X-Bad", "a\r\nX-Injected: 1\r\n\r\nbody"),
    "folded": ("X-Bad", "a\r\n b"),
    "nul": ("X-Bad", "a\0b"),
    "delete": ("X-Bad", "a\x7fb"),
    "non-latin-1": ("X-Bad", "\u20ac"),
    "bytes-name": (b"X-Bad", "x"),
    "bytes-value": ("X-Bad", b"x"),
    "int-value": ("X-Bad", 1),
    "none-value": ("X-Bad", None),
    "list-item": ["X-Bad", "x"],
    "string-item": "X-Bad: x",
    "three-items": ("X-Bad", "x", "y"),
    "one-item": ("X-Bad",),
    "length-word": ("Content-Length", "many"),
    "length-negative": ("Content-Length", "-1"),
    "length-sign": ("Content-Length", "+3"),
    "length-list": ("Content-Length", "3, 3"),
    "length-empty": ("Content-Length", ""),
    "connection": ("Connection", "close"),
    "keep-alive": ("Keep-Alive", "timeout=5"),
    "proxy-authenticate": ("Proxy-Authenticate", "Basic"),
    "proxy-authorization": ("Proxy-Authorization", "Basic"),
    "te": ("TE", "trailers"),
    "trailer": ("Trailer", "X-Late"),
    "transfer-encoding": ("transfer-encoding", "chunked"),
    "transfer-encoding-identity": ("Transfer-Encoding", "identity"),
    "upgrade": ("Upgrade", "h2c"),
}

CONTAINERS = {
    "tuple": (PLAIN,),
    "dict": {"Content-Type": "text/plain"},
    "string": "Content-Type: text/plain",
    "iterator": iter([PLAIN]),
    "none": None,
    "list-subclass": type("Headers", (list,), {})([PLAIN]),
}


@application.bare("its status is wrong")
def bad_status(environ, start_response):
    noting(environ, lambda: start_response(STATUSES[query(environ)["case"]], [PLAIN]))
    return [b"accepted"]


@application.bare("its header is wrong")
def bad_header(environ, start_response):
    noting(environ, lambda: start_response("200 OK", [PLAIN, HEADERS[query(environ)["case"]]]))
    return [b"accepted"]


@application.bare("its headers are in the wrong container")
def bad_container(environ, start_response):
    noting(environ, lambda: start_response("200 OK", CONTAINERS[query(environ)["case"]]))
    return [b"accepted"]


@application.bare("two lengths that contradict each other")
def two_lengths(environ, start_response):
    noting(environ, lambda: start_response("200 OK", [PLAIN, ("Content-Length", "1"), ("Content-Length", "2")]))
    return [b"12"]


@application.bare("it keeps the list and changes it after the call")
def list_changed_later(environ, start_response):
    headers = [PLAIN, ("X-Kept", "yes")]
    start_response("200 OK", headers)
    headers[1] = ("X-Injected", "a\r\nb")
    return [b"sent as it was"]
