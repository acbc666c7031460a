"""Reads the request body in every way that PEP 3333 knows."""
import hashlib

from fixture import PLAIN, Behaviours, query, state, text

application = Behaviours()


def pieces(start_response, found):
    """Answer with the pieces' reprs, a line each."""
    return text(start_response, "\n".join(repr(piece) for piece in found))


@application.bare("the validator refuses read() without a size, which PEP 3333 allows")
def read_all(environ, start_response):
    return pieces(start_response, [environ["wsgi.input"].read()])


@application.conforming
def read_negative(environ, start_response):
    return pieces(start_response, [environ["wsgi.input"].read(-1)])


@application.conforming
def read_sized(environ, start_response):
    size = int(query(environ)["size"])
    return pieces(start_response, list(iter(lambda: environ["wsgi.input"].read(size), b"")))


@application.conforming
def read_zero(environ, start_response):
    body = environ["wsgi.input"]
    return pieces(start_response, [body.read(0), body.read(3), body.read(0), body.read(-1), body.read(0)])


@application.conforming
def read_past_end(environ, start_response):
    body = environ["wsgi.input"]
    return pieces(start_response, [
        body.read(-1), body.read(-1), body.read(1), body.read(1000), body.readline(), body.readline(5), b"".join(body.readlines()), b"".join(body)])


@application.conforming
def readline(environ, start_response):
    return pieces(start_response, list(iter(environ["wsgi.input"].readline, b"")))


@application.conforming
def readline_sized(environ, start_response):
    size = int(query(environ)["size"])
    return pieces(start_response, list(iter(lambda: environ["wsgi.input"].readline(size), b"")))


@application.conforming
def readlines(environ, start_response):
    return pieces(start_response, environ["wsgi.input"].readlines())


@application.conforming
def readlines_hint(environ, start_response):
    body = environ["wsgi.input"]
    lines = body.readlines(int(query(environ)["hint"]))
    return pieces(start_response, lines + [b"rest", body.read(-1)])


@application.conforming
def iterate(environ, start_response):
    return pieces(start_response, list(environ["wsgi.input"]))


@application.bare("the validator's wrapper would iterate with readline")
def iterate_directly(environ, start_response):
    return pieces(start_response, list(environ["wsgi.input"]))


@application.conforming
def mixed(environ, start_response):
    """One way after another meets neither gaps nor repetitions."""
    body = environ["wsgi.input"]
    return pieces(start_response, [body.read(2), body.readline(), body.readline(2), next(iter(body)), body.read(1), body.read(-1)])


@application.conforming
def digest(environ, start_response):
    """SHA-256 of the body and its length, read in blocks of ``size``."""
    size = int(query(environ).get("size", 65536))
    digest = hashlib.sha256()
    length = 0
    for block in iter(lambda: environ["wsgi.input"].read(size), b""):
        digest.update(block)
        length += len(block)
    return text(start_response, "%d %s" % (length, digest.hexdigest()))


@application.conforming
def progress(environ, start_response):
    """Reads ``size`` bytes, says so in the state, and reads the rest."""
    asked = query(environ)
    first = environ["wsgi.input"].read(int(asked["size"]))
    state.put(asked["name"], len(first))
    rest = environ["wsgi.input"].read(-1)
    return text(start_response, "%d %d" % (len(first), len(rest)))


@application.conforming
def unread(environ, start_response):
    return text(start_response, "unread")


@application.conforming
def read_some(environ, start_response):
    return text(start_response, "%d" % len(environ["wsgi.input"].read(int(query(environ)["size"]))))


@application.conforming
def echo(environ, start_response):
    """Sends each block back while the next is on its way."""
    start_response("200 OK", [PLAIN])
    return iter(lambda: environ["wsgi.input"].read(4), b"")


@application.bare("it lets an exception of the server's input through, three times, to see that it stays")
def cut_off(environ, start_response):
    """Reads a body that breaks off, by ``how``, and writes what it met into the state."""
    asked = query(environ)
    body = environ["wsgi.input"]
    ways = {
        "read": body.read,
        "read-sized": lambda: list(iter(lambda: body.read(7), b"")),
        "readline": lambda: list(iter(body.readline, b"")),
        "readlines": body.readlines,
        "iterate": lambda: list(body),
    }
    met = []
    for _ in range(3):
        try:
            ways[asked["how"]]()
            met.append("end of body")
        except OSError as error:
            met.append("OSError")
            failure = error
    state.put(asked["name"], " ".join(met))
    if "OSError" in met:
        raise failure
    return text(start_response, "whole")


@application.bare("it keeps wsgi.input beyond its request, which the validator's wrapper would hide")
def keep(environ, start_response):
    state.put(query(environ)["name"], environ["wsgi.input"])
    return text(start_response, "kept")


@application.conforming
def use_kept(environ, start_response):
    """Uses the input of a request that has ended."""
    try:
        return text(start_response, repr(state.get(query(environ)["name"]).read(1)))
    except RuntimeError:
        return text(start_response, "RuntimeError")
