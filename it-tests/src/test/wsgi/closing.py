"""close() and finally: once, on every path (PEP 3333 "Specification Details")."""
from fixture import PLAIN, Behaviours, Closing, query, state, text

application = Behaviours()


class Trouble(Exception):
    """What a broken application raises; its text must never reach a client."""


@application.bare("it counts close() of the very object that the server got")
def iterable(environ, start_response):
    """Counts close() under ``name``; ``case`` says how the response goes."""
    asked = query(environ)
    name = asked["name"]
    case = asked["case"]

    def blocks():
        if case == "error-first":
            raise Trouble("secret of the first block")
        yield b"x" * 10
        if case == "error-second":
            raise Trouble("secret of the second block")
        if case == "str-second":
            yield "text"
        while case == "endless":
            state.count(name + "-blocks")
            yield b"x" * 8192
        yield b"x" * 10

    headers = [PLAIN]
    if case in ("length-reached", "length-short"):
        headers.append(("Content-Length", "15" if case == "length-reached" else "30"))
    if case == "no-start":
        return Closing([b"x"], name)
    start_response({"204": "204 No Content", "304": "304 Not Modified"}.get(case, "200 OK"), [] if case in ("204", "304") else headers)
    return Closing([] if case == "empty" else blocks(), name)


@application.bare("its close() raises")
def raising(environ, start_response):
    class Iterable(Closing):
        def close(self):
            super().close()
            raise Trouble("secret of close")
    start_response("200 OK", [PLAIN])
    return Iterable([b"whole"], query(environ)["name"])


@application.bare("a list subclass has a close() like any other iterable")
def list_subclass(environ, start_response):
    name = query(environ)["name"]

    class Blocks(list):
        def close(self):
            state.count(name)
    start_response("200 OK", [PLAIN])
    return Blocks([b"one ", b"two"])


@application.conforming
def generator(environ, start_response):
    """Counts each finally under ``name``; ``case`` is whole, error or endless."""
    asked = query(environ)
    start_response("200 OK", [PLAIN])
    try:
        yield b"first"
        if asked["case"] == "error":
            raise Trouble("secret")
        while asked["case"] == "endless":
            yield b"x" * 8192
    finally:
        state.count(asked["name"])


@application.conforming
def after_sending(environ, start_response):
    """close() may take its time: the client has the whole body before."""
    class Slow(Closing):
        def close(self):
            state.pass_gate(name)
            super().close()
    name = query(environ)["name"]
    start_response("200 OK", [PLAIN, ("Content-Length", "4")])
    return Slow([b"body"], name)
