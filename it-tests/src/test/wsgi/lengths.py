"""Content-Length, HEAD, and statuses without a body (PEP 3333 "Handling the Content-Length Header")."""
from fixture import PLAIN, Behaviours, Closing, query, state

application = Behaviours()


@application.conforming
def length_exact(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "10")])
    return [b"01234", b"56789"]


@application.bare("its body is longer than its Content-Length, and it counts what is taken of it")
def length_exceeded(environ, start_response):
    name = query(environ)["name"]
    start_response("200 OK", [PLAIN, ("Content-Length", "5")])
    for block in (b"012", b"345678", b"9", b"unseen"):
        state.count(name)
        yield block


@application.bare("its body is longer than its Content-Length")
def length_exceeded_list(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "5")])
    return [b"0123456789"]


@application.bare("its body is longer than its Content-Length")
def length_exceeded_write(environ, start_response):
    write = start_response("200 OK", [PLAIN, ("Content-Length", "5")])
    write(b"0123")
    write(b"456789")
    return []


@application.bare("its body is shorter than its Content-Length")
def length_missed(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "10")])
    yield b"01234"


@application.bare("its body is shorter than its Content-Length")
def length_missed_list(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "10")])
    return [b"01234"]


@application.bare("it has no body at all, against its Content-Length")
def length_missed_empty(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "10")])
    return []


@application.conforming
def length_zero(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "0")])
    return []



@application.bare("it counts close() of the very object that the server got")
def method(environ, start_response):
    """Answers any method alike; ``length`` is its Content-Length if given."""
    asked = query(environ)
    headers = [PLAIN, ("X-Method", environ["REQUEST_METHOD"])]
    if "length" in asked:
        headers.append(("Content-Length", asked["length"]))
    start_response("200 OK", headers)
    return Closing([b"hello ", b"world"], asked.get("name", "unnamed"))


@application.conforming
def head_without_body(environ, start_response):
    """An application that knows HEAD: a length, and no body."""
    start_response("200 OK", [PLAIN, ("Content-Length", "4711")])
    return []


@application.conforming
def head_only_headers(environ, start_response):
    start_response("200 OK", [PLAIN])
    return []


@application.conforming
def bodyless(environ, start_response):
    """``status`` 204 or 304, no body."""
    start_response({"204": "204 No Content", "304": "304 Not Modified"}[query(environ)["status"]], [("X-Status", "kept"), ("ETag", '"tag"')])
    return []


@application.bare("a body where none belongs")
def bodyless_with_body(environ, start_response):
    start_response({"204": "204 No Content", "304": "304 Not Modified"}[query(environ)["status"]], [PLAIN])
    yield b"this must not be sent"


@application.bare("a body where none belongs")
def bodyless_with_list(environ, start_response):
    start_response({"204": "204 No Content", "304": "304 Not Modified"}[query(environ)["status"]], [PLAIN])
    return [b"this must not be sent"]


@application.conforming
def not_modified_with_length(environ, start_response):
    """RFC 9110 section 15.4.5: the length is that of the representation that is not sent."""
    start_response("304 Not Modified", [("Content-Length", "4711"), ("ETag", '"tag"')])
    return []
