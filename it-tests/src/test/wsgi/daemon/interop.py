"""What any FastCGI client and any FastCGI server have to carry; keeps to PEP 3333."""
import hashlib

from fixture import PLAIN, Behaviours, query, text

application = Behaviours(otherwise="show")


@application.conforming
def show(environ, start_response):
    return text(start_response, "\n".join(
        "%s=%s" % (key, environ[key]) for key in sorted(environ) if key.isupper() or key in ("wsgi.url_scheme", "wsgi.multiprocess")))


@application.conforming
def digest(environ, start_response):
    """The length and the SHA-256 of the body."""
    body = environ["wsgi.input"]
    sha, length = hashlib.sha256(), 0
    left = int(environ.get("CONTENT_LENGTH") or 0)
    while left:
        block = body.read(min(left, 65536))
        if not block:
            break
        left -= len(block)
        length += len(block)
        sha.update(block)
    return text(start_response, "%d %s" % (length, sha.hexdigest()))


@application.conforming
def large(environ, start_response):
    """So many blocks of 64 KiB."""
    start_response("200 OK", [PLAIN])
    return (bytes([number % 251]) * 65536 for number in range(int(query(environ)["blocks"])))


@application.conforming
def headers(environ, start_response):
    """Several headers of one name, a status of its own."""
    start_response("299 Quite Fine", [PLAIN, ("Set-Cookie", "one=1"), ("Set-Cookie", "two=2"), ("X-Text", "a: b; c=\"d\"")])
    return [b"body"]


@application.bare("it raises")
def fail(environ, start_response):
    raise ValueError("secret")


@application.bare("it raises")
def fail_midway(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"x" * 100000
    raise ValueError("secret")
