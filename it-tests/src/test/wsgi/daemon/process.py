"""Shows what process it is in, and does to it whatever can happen to a process.

CPython only: some of it needs ctypes.
"""
import ctypes
import os
import signal
import socket
import sys
import threading
import time

from fixture import PLAIN, Behaviours, Closing, query, state, text

application = Behaviours(otherwise="hello")

WHY = "it harms its process on purpose"
kept = []


def lines(start_response, pairs):
    return text(start_response, "\n".join("%s=%s" % pair for pair in pairs))


def sockets():
    """The stream sockets of this process, as (descriptor, whether it listens)."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            duplicate = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        try:
            if duplicate.family == socket.AF_UNIX and duplicate.type == socket.SOCK_STREAM:
                found.append((int(name), bool(duplicate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))))
        except OSError:
            pass
        finally:
            duplicate.close()
    return found


@application.conforming
def hello(environ, start_response):
    return text(start_response, "hello")


@application.conforming
def pid(environ, start_response):
    return text(start_response, str(os.getpid()))


@application.conforming
def show(environ, start_response):
    umask = os.umask(0)
    os.umask(umask)
    return lines(start_response, [
        ("pid", os.getpid()),
        ("umask", "%03o" % umask),
        ("directory", os.getcwd()),
        ("first", sys.path[0]),
        ("lang", os.environ.get("LANG", "none")),
        ("locale", os.environ.get("LC_ALL", "none")),
        ("variable", os.environ.get("VARIABLE", "none")),
        ("request", environ.get("VARIABLE", "none")),
        ("nice", os.nice(0)),
        ("user", os.getuid()),
        ("group", environ["mod_wsgi.process_group"]),
        ("script", environ["SCRIPT_NAME"]),
        ("path", environ["PATH_INFO"]),
        ("multiprocess", environ["wsgi.multiprocess"]),
        ("multithread", environ["wsgi.multithread"]),
    ])


@application.conforming
def python(environ, start_response):
    """How this Python was set up."""
    connections = [socket.socket(fileno=os.dup(descriptor)) for descriptor, listens in sockets() if not listens]
    options = [tuple(each.getsockopt(socket.SOL_SOCKET, option) for option in (socket.SO_SNDBUF, socket.SO_RCVBUF)) for each in connections]
    for each in connections:
        each.close()
    return lines(start_response, [
        ("optimize", sys.flags.optimize),
        ("randomized", sys.flags.hash_randomization),
        ("warnings", ",".join(sys.warnoptions)),
        ("switch", sys.getswitchinterval()),
        ("stack", threading.stack_size()),
        ("buffers", " ".join("%d/%d" % each for each in sorted(set(options)))),
    ])


@application.conforming
def socket_path(environ, start_response):
    """The file of the socket that the process listens on."""
    inodes = [os.stat("/proc/self/fd/%d" % descriptor).st_ino for descriptor, listens in sockets() if listens]
    with open("/proc/net/unix") as table:
        paths = [row.split()[7] for row in table if len(row.split()) == 8 and row.split()[6].isdigit() and int(row.split()[6]) in inodes]
    return text(start_response, "\n".join(paths))


@application.conforming
def sleep(environ, start_response):
    state.count("sleeping")
    time.sleep(float(query(environ)["seconds"]))
    return text(start_response, "slept %d" % os.getpid())


@application.bare(WHY)
def spin(environ, start_response):
    """Python code that never waits for anything."""
    end = time.monotonic() + float(query(environ)["seconds"])
    while time.monotonic() < end:
        pass
    return text(start_response, "spun %d" % os.getpid())


@application.bare(WHY)
def freeze(environ, start_response):
    """C code that keeps the GIL; makes a file when it is about to."""
    with open(query(environ).get("file", os.devnull), "w"):
        pass
    ctypes.PyDLL(None).sleep(int(query(environ)["seconds"]))
    return text(start_response, "frozen %d" % os.getpid())


@application.bare(WHY)
def grow(environ, start_response):
    """Takes memory for good."""
    kept.append(b"x" * (int(query(environ)["megabytes"]) << 20))
    return text(start_response, "grown %d" % os.getpid())


@application.bare(WHY)
def kill(environ, start_response):
    os.kill(os.getpid(), signal.SIGKILL)


@application.bare(WHY)
def kill_midway(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"begun"
    os.kill(os.getpid(), signal.SIGKILL)


@application.bare(WHY)
def kill_midway_with_length(environ, start_response):
    start_response("200 OK", [PLAIN, ("Content-Length", "1000")])
    yield b"begun"
    os.kill(os.getpid(), signal.SIGKILL)


@application.bare(WHY)
def crash(environ, start_response):
    """A segmentation fault, with last words."""
    os.write(2, b"last words of %d\n" % os.getpid())
    ctypes.string_at(0)


@application.bare(WHY)
def stop_listening(environ, start_response):
    for descriptor, listens in sockets():
        if listens:
            os.close(descriptor)
    return text(start_response, "closed")


@application.bare(WHY)
def half_close(environ, start_response):
    """Says on every connection that nothing more will come."""
    for descriptor, listens in sockets():
        if not listens:
            connected = socket.socket(fileno=os.dup(descriptor))
            connected.shutdown(socket.SHUT_WR)
            connected.close()
    return text(start_response, "this cannot be sent")


@application.bare(WHY)
def garbage(environ, start_response):
    for descriptor, listens in sockets():
        if not listens:
            os.write(descriptor, b"HTTP/1.1 400 This is no FastCGI\r\n\r\n")
    return text(start_response, "hello")


@application.bare(WHY)
def flood(environ, start_response):
    """Writes to descriptor 2 what no buffer holds."""
    line = b"x" * 99 + b"\n"
    for _ in range(int(query(environ)["megabytes"]) * 10):
        os.write(2, line * 1024)
    return text(start_response, "flooded")


@application.bare(WHY)
def resist(environ, start_response):
    """From now on SIGTERM is ignored, and Python waits for a thread that does not end."""
    ctypes.CDLL(None).signal(int(signal.SIGTERM), ctypes.c_void_p(1))
    threading.Thread(target=time.sleep, args=(3600,)).start()
    return text(start_response, str(os.getpid()))


@application.bare(WHY)
def exchange(environ, start_response):
    """Answers so many megabytes and reads none of the request."""
    start_response("200 OK", [PLAIN])
    block = b"x" * (1 << 20)
    return (block for _ in range(int(query(environ)["megabytes"])))



@application.conforming
def closed(environ, start_response):
    """Has no end; its close() is counted under ``name``."""
    start_response("200 OK", [PLAIN])
    return Closing(iter(lambda: b"x" * 65536, b""), query(environ)["name"])


@application.conforming
def echo(environ, start_response):
    """Sends each block back while the next is on its way."""
    start_response("200 OK", [PLAIN])
    return iter(lambda: environ["wsgi.input"].read(65536), b"")
