"""Exceptions that are no Exception, and failures of the interpreter itself.

All but the last are bare: they misbehave on purpose.
"""
import os
import sys
import threading

from fixture import PLAIN, Behaviours, query, state, text

application = Behaviours()

WHY = "it misbehaves on purpose"


class Unusual(BaseException):
    """No Exception, so that "except Exception" does not see it."""


@application.bare(WHY)
def system_exit(environ, start_response):
    sys.exit(3)


@application.bare(WHY)
def system_exit_in_iteration(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"before"
    sys.exit(3)


@application.bare(WHY)
def system_exit_in_close(environ, start_response):
    class Iterable(list):
        def close(self):
            sys.exit(3)
    start_response("200 OK", [PLAIN])
    return Iterable([b"whole"])


@application.bare(WHY)
def keyboard_interrupt(environ, start_response):
    raise KeyboardInterrupt


@application.bare(WHY)
def base_exception(environ, start_response):
    raise Unusual("secret")


@application.bare(WHY)
def generator_exit(environ, start_response):
    raise GeneratorExit


@application.bare(WHY)
def stop_iteration(environ, start_response):
    raise StopIteration


@application.bare(WHY)
def recursion(environ, start_response):
    def deeper(depth):
        return deeper(depth + 1) + 1
    return text(start_response, str(deeper(0)))


@application.bare(WHY)
def caught_recursion(environ, start_response):
    def deeper(depth):
        return deeper(depth + 1) + 1
    try:
        deeper(0)
    except RecursionError:
        return text(start_response, "caught")


@application.bare(WHY)
def raised_recursion_limit(environ, start_response):
    """Asks for more frames than any stack has: the server may not die of it."""
    def deeper(depth):
        return deeper(depth + 1) + 1
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000_000)
    try:
        return text(start_response, str(deeper(0)))
    finally:
        sys.setrecursionlimit(limit)


@application.bare(WHY)
def recursive_repr(environ, start_response):
    """Deep recursion inside the interpreter's own code."""
    nested = []
    for _ in range(200_000):
        nested = [nested]
    return text(start_response, str(len(repr(nested))))


@application.bare(WHY)
def memory_error(environ, start_response):
    raise MemoryError


@application.bare(WHY)
def too_much_memory(environ, start_response):
    return text(start_response, str(len(bytearray(1 << 40))))


@application.bare(WHY)
def os_exit(environ, start_response):
    os._exit(7)


@application.bare(WHY)
def os_abort(environ, start_response):
    os.abort()


@application.bare(WHY)
def exit_in_thread(environ, start_response):
    thread = threading.Thread(target=sys.exit, args=(3,))
    thread.start()
    thread.join()
    return text(start_response, "thread ended")


@application.bare(WHY)
def error_in_thread(environ, start_response):
    def fail():
        raise ValueError("in thread " + query(environ)["name"])
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    return text(start_response, "thread ended")


@application.bare(WHY)
def internal_error(environ, start_response):
    """GraalPy 25.0 fails inside, where no except clause sees it; CPython does not."""
    class Plain:
        pass
    plain = Plain()
    plain._ = 1
    try:
        found = hasattr(plain, "_")
    except BaseException:
        found = "exception"
    return text(start_response, str(found))


@application.bare(WHY)
def internal_error_midway(environ, start_response):
    class Plain:
        pass
    plain = Plain()
    plain._ = 1
    start_response("200 OK", [PLAIN])
    try:
        yield b"before "
        yield str(hasattr(plain, "_")).encode()
    finally:
        state.count(query(environ)["name"])


@application.bare(WHY)
def signals(environ, start_response):
    """signal.signal does not reach the server's process."""
    import signal
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    return text(start_response, "ignored")


@application.conforming
def life(environ, start_response):
    """Grows with every request to this very interpreter: a new one would begin at 1 again."""
    state.count("life")
    return text(start_response, str(state.counter("life")))
