"""Requests that run at the same time."""
import threading
import time

from fixture import PLAIN, PATIENCE_SECONDS, Behaviours, query, state, text

application = Behaviours()

_lock = threading.Lock()
_barriers = {}


@application.conforming
def meet(environ, start_response):
    """Answers only when ``count`` requests of that ``name`` are inside at once."""
    asked = query(environ)
    with _lock:
        barrier = _barriers.setdefault(asked["name"], threading.Barrier(int(asked["count"])))
    barrier.wait(PATIENCE_SECONDS)
    return text(start_response, "met")


@application.conforming
def hold(environ, start_response):
    """Answers when its gate is opened; ``name``-waiting counts who waits."""
    name = query(environ)["name"]
    state.count(name + "-waiting")
    state.pass_gate(name)
    return text(start_response, "released")


@application.conforming
def sleep(environ, start_response):
    time.sleep(float(query(environ)["seconds"]))
    return text(start_response, "slept")


@application.conforming
def own(environ, start_response):
    """What a request says about itself, twice: no other request's words get between."""
    word = query(environ)["word"]
    start_response("200 OK", [PLAIN])
    for _ in range(5):
        yield word.encode("latin-1")
        time.sleep(0.001)
    yield environ["QUERY_STRING"].encode("latin-1")


@application.conforming
def flags(environ, start_response):
    return text(start_response, "%r %r %r" % (environ["wsgi.multithread"], environ["wsgi.multiprocess"], environ["wsgi.run_once"]))
