"""Takes its time, in ways that a server can and cannot wait for."""
import time

from fixture import PLAIN, Behaviours, query, text

application = Behaviours()


def spin_for(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


@application.conforming
def interpreter(environ, start_response):
    return text(start_response, environ["tomcatwsgi.interpreter"])


@application.conforming
def sleep(environ, start_response):
    time.sleep(float(query(environ)["seconds"]))
    return text(start_response, "slept")


@application.bare("it is cut off, so that nobody closes its iterable")
def spin(environ, start_response):
    spin_for(20)
    return text(start_response, "spun")


@application.bare("it is cut off, so that nobody closes its iterable")
def spin_midway(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"begun"
    spin_for(20)
    yield b"ended"
