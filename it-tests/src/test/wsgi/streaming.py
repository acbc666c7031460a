"""Blocks that leave for the client before the next is computed (PEP 3333 "Buffering and Streaming")."""
from fixture import PLAIN, Behaviours, query, state

application = Behaviours()


@application.conforming
def gated(environ, start_response):
    """Each block but the first is computed only after its gate ``name``-1, ``name``-2 was opened."""
    name = query(environ)["name"]
    start_response("200 OK", [PLAIN])
    yield b"block 0"
    for number in (1, 2):
        state.pass_gate("%s-%d" % (name, number))
        yield b"block %d" % number


@application.conforming
def gated_with_length(environ, start_response):
    name = query(environ)["name"]
    start_response("200 OK", [PLAIN, ("Content-Length", "10")])
    yield b"first"
    state.pass_gate(name)
    yield b"after"


@application.conforming
def endless(environ, start_response):
    """Counts its blocks under ``name``."""
    name = query(environ)["name"]
    start_response("200 OK", [PLAIN])
    while True:
        state.count(name)
        yield b"x" * 65536


@application.conforming
def endless_write(environ, start_response):
    """Counts calls of write(); says what ended them."""
    name = query(environ)["name"]
    write = start_response("200 OK", [PLAIN])
    try:
        while True:
            state.count(name)
            write(b"x" * 65536)
    except OSError:
        state.put(name, "OSError")
        raise


@application.conforming
def large(environ, start_response):
    """``blocks`` blocks of 64 KiB."""
    blocks = int(query(environ)["blocks"])
    start_response("200 OK", [PLAIN])
    return (bytes([number % 251]) * 65536 for number in range(blocks))
