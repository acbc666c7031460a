"""The application of the worker's tests: one path, one behaviour."""
import json
import os
import sys
import threading
import time

LOCAL = threading.local()
GATE = os.environ.get("TEST_GATE", "")


def application(environ, start_response):
    return globals()[environ["PATH_INFO"].strip("/").split("/")[0] or "hello"](environ, start_response)


def ok(start_response, *headers):
    return start_response("200 OK", [("Content-Type", "text/plain"), *headers])


def hello(environ, start_response):
    ok(start_response)
    return [b"Hello"]


def show(environ, start_response):
    ok(start_response)
    return ["\n".join("%s=%s" % item for item in sorted(environ.items()) if isinstance(item[1], (str, bool))).encode("latin-1")]


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    ok(start_response)
    return [body]


def small_reads(environ, start_response):
    parts = []
    while True:
        part = environ["wsgi.input"].read(1000)
        if not part:
            break
        parts.append(part)
    ok(start_response)
    return [b"".join(parts)]


def read_error(environ, start_response):
    texts = []
    for _ in range(2):
        try:
            environ["wsgi.input"].read()
        except OSError as error:
            texts.append(str(error))
    ok(start_response)
    return ["\n".join(texts).encode()]


def read_error_then_stream(environ, start_response):
    try:
        environ["wsgi.input"].read()
    except OSError as error:
        ok(start_response)
        yield str(error).encode()
        yield b", and more"


def stream(environ, start_response):
    ok(start_response)
    yield b"first,"
    yield b""
    yield b"second"


def large(environ, start_response):
    ok(start_response)
    return [b"0123456789" * 20000]


def huge(environ, start_response):
    ok(start_response)
    return [b"x" * 1000000 for _ in range(8)]


def error(environ, start_response):
    raise ValueError("broken on purpose")


def late_error(environ, start_response):
    ok(start_response)
    yield b"begun"
    raise ValueError("broken on purpose")


def short(environ, start_response):
    ok(start_response, ("Content-Length", "100"))
    return [b"short"]


def file(environ, start_response):
    ok(start_response)
    opened = open(environ["QUERY_STRING"], "rb")
    opened.seek(2)
    return environ["wsgi.file_wrapper"](opened)


def endless(environ, start_response):
    ok(start_response)
    try:
        while True:
            yield b"x" * 1000
            time.sleep(0.01)
    finally:
        print("endless closed")


def spin(environ, start_response):
    print("spinning")
    while not os.path.exists(GATE):
        time.sleep(0.01)
    ok(start_response)
    return [b"spun"]


def late_spin(environ, start_response):
    ok(start_response)
    yield b"begun"
    print("spinning")
    while True:
        time.sleep(0.01)


def wait_for_body(environ, start_response):
    print("waiting")
    environ["wsgi.input"].read()
    ok(start_response)
    return [b"read"]


def late_clear(environ, start_response):
    """Swallows its interrupt."""
    import mod_wsgi
    try:
        print("spinning")
        while True:
            time.sleep(0.01)
    except mod_wsgi.RequestTimeout:
        ok(start_response)
        return [b"swallowed"]


def local(environ, start_response):
    LOCAL.count = getattr(LOCAL, "count", 0) + 1
    ok(start_response)
    return [b"%d" % LOCAL.count]


def output(environ, start_response):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    print("to errors", file=environ["wsgi.errors"])
    os.write(1, b"to descriptor 1\n")
    os.write(2, b"to descriptor 2\n")
    ok(start_response)
    return [repr(sys.stdin.read()).encode()]


def fork(environ, start_response):
    """The child says which of the parent's descriptors it still has, and that SIGTERM ends it."""
    import signal
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        kinds = []
        for number in range(3, 64):
            try:
                kinds.append(os.readlink("/proc/self/fd/%d" % number).partition(":")[0])
            except OSError:
                pass
        print("from the child")
        os.write(write, " ".join(kinds).encode())
        os.close(write)
        signal.pause()
        os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        text = pipe.read()
    os.kill(child, signal.SIGTERM)
    status = os.waitpid(child, 0)[1]
    ok(start_response)
    return [text + b" ended by %d" % (status & 127)]


def children(environ, start_response):
    import subprocess
    listing = subprocess.run(["ls", "-l", "/proc/self/fd"], stdout=subprocess.PIPE).stdout
    ok(start_response)
    return [listing]


def leave(environ, start_response):
    os._exit(7)


def exits(environ, start_response):
    sys.exit(3)


def hold_gil(environ, start_response):
    import ctypes
    ctypes.PyDLL(None).sleep(60)


def spin_then_hold_gil(environ, start_response):
    spin(environ, start_response)
    return hold_gil(environ, start_response)


def recursion(environ, start_response):
    def deeper(n):
        return deeper(n + 1)
    deeper(0)


def signals(environ, start_response):
    import signal
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ok(start_response)
    return [repr(signal.getsignal(signal.SIGTERM) == before).encode()]


def module(environ, start_response):
    import mod_wsgi
    ok(start_response)
    return [repr((mod_wsgi.version, mod_wsgi.process_group, mod_wsgi.application_group, mod_wsgi.maximum_processes,
                  mod_wsgi.threads_per_process)).encode()]


def observe(environ, start_response):
    """Every event is logged from now on, and so are signals."""
    import mod_wsgi
    mod_wsgi.subscribe_events(lambda name, **event: print("event", name, event.get("status", "")))
    mod_wsgi.subscribe_signals(lambda name, **event: print("subscriber", name, event["signame"], event["signum"]))
    ok(start_response)
    return [b"observed"]


def logs(environ, start_response):
    import logging
    import mod_wsgi
    logger = logging.getLogger("fixture.shop")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(mod_wsgi.LogHandler())
    for level in (5, 10, 20, 25, 30, 40, 50):
        logger.log(level, "at %d", level)
    try:
        raise ValueError("in a request")
    except ValueError:
        logger.exception("failed")
    ok(start_response)
    return [b"logged"]


def metrics(environ, start_response):
    import mod_wsgi
    ok(start_response)
    return [json.dumps({"request": mod_wsgi.request_metrics(), "process": mod_wsgi.process_metrics(), "server": mod_wsgi.server_metrics(),
                        "started": mod_wsgi.start_recording_metrics(), "active": list(mod_wsgi.active_requests)}).encode()]


def on_exit(environ, start_response):
    import atexit
    import mod_wsgi
    mod_wsgi.subscribe_shutdown(lambda name, **event: print("event %s %s" % (name, event["shutdown_reason"])))
    atexit.register(lambda: print("exit function"))
    ok(start_response)
    return [b"registered"]


def hang_on_exit(environ, start_response):
    import atexit
    atexit.register(lambda: time.sleep(60))
    ok(start_response)
    return [b"registered"]


def process(environ, start_response):
    import resource
    mask = os.umask(0)
    os.umask(mask)
    ok(start_response)
    return [("%o %d %s %s %s" % (mask, os.getpriority(os.PRIO_PROCESS, 0), resource.getrlimit(resource.RLIMIT_DATA)[0], os.getcwd(),
                                 sys.path[0])).encode()]


def user(environ, start_response):
    ok(start_response)
    return [("%d %d %s" % (os.getuid(), os.getgid(), os.getgroups())).encode()]
