"""Applications that fail: before the headers, after them, in between (PEP 3333 "Error Handling")."""
from fixture import PLAIN, Behaviours, text

application = Behaviours()


class Trouble(Exception):
    """What a broken application raises; its text must never reach a client."""


@application.bare("it raises before it calls start_response")
def raise_first(environ, start_response):
    raise Trouble("secret before start_response")


@application.bare("it raises after start_response")
def raise_after_start(environ, start_response):
    start_response("200 OK", [PLAIN, ("X-Lost", "yes"), ("Content-Length", "100")])
    raise Trouble("secret after start_response")


@application.bare("it raises in the first step of the iteration")
def raise_in_first_step(environ, start_response):
    start_response("200 OK", [PLAIN])
    if environ:
        raise Trouble("secret in the first step")
    yield b"unreachable"


@application.bare("it raises after an empty block")
def raise_after_empty_block(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b""
    raise Trouble("secret after an empty block")


@application.bare("it raises in the middle of its body")
def raise_midway(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"before "
    raise Trouble("secret midway")


@application.bare("it raises in the middle of its body")
def raise_midway_with_length(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "1000")])
    yield b"before "
    raise Trouble("secret midway")


@application.bare("it raises when all that its Content-Length promised is sent")
def raise_at_the_end(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "5")])
    yield b"whole"
    raise Trouble("secret at the end")


@application.conforming
def own_error_page(environ, start_response):
    start_response("500 Internal Server Error", [PLAIN])
    return [b"own error page"]


@application.conforming
def fine(environ, start_response):
    return text(start_response, "fine")
