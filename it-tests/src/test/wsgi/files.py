"""wsgi.file_wrapper (PEP 3333 "Optional Platform-Specific File Handling").

Most behaviours are bare: the validator hides the wrapper in an iterator, so that the server could not recognise it.
"""
import io
import os
import tempfile

from fixture import PLAIN, Behaviours, query, state

application = Behaviours()

BARE = "the server has to see the file wrapper itself"
CONTENT = b"".join(b"line %04d\n" % number for number in range(10000))
LARGE = 100 << 20
MARKS = {0: b"begin", 50 << 20: b"middle", LARGE - 3: b"end"}


def stored(suffix, write):
    """The path of a file that ``write(file)`` fills at the first call."""
    path = os.path.join(tempfile.gettempdir(), "wsgi-fixture-%d-%s" % (os.getpid(), suffix))
    if not os.path.exists(path):
        part = path + "-" + os.urandom(4).hex()
        with open(part, "wb") as file:
            write(file)
        os.replace(part, path)
    return path


def content_path():
    return stored("content", lambda file: file.write(CONTENT))


def write_large(file):
    file.truncate(LARGE)
    for position, mark in MARKS.items():
        file.seek(position)
        file.write(mark)


class Reader:
    """Not a file: it can be read and counts close(), no more."""

    def __init__(self, content, name):
        self._content = io.BytesIO(content)
        self._name = name

    def read(self, size):
        return self._content.read(size)

    def close(self):
        state.count(self._name)


@application.bare(BARE)
def whole(environ, start_response):
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](open(content_path(), "rb"))


@application.bare(BARE)
def kept_open(environ, start_response):
    """The file goes into the state, so that another request can see whether it was closed."""
    file = open(content_path(), "rb")
    state.put(query(environ)["name"], file)
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](file, 4096)


@application.conforming
def closed(environ, start_response):
    file = state.get(query(environ)["name"])
    start_response("200 OK", [PLAIN])
    return [b"closed" if file.closed else b"open"]


@application.bare(BARE)
def from_position(environ, start_response):
    """From ``position``; with ``length`` as Content-Length if given."""
    asked = query(environ)
    file = open(content_path(), "rb")
    file.seek(int(asked["position"]))
    headers = [PLAIN]
    if "length" in asked:
        headers.append(("Content-Length", asked["length"]))
    start_response("200 OK", headers)
    return environ["wsgi.file_wrapper"](file)


@application.bare(BARE)
def after_read(environ, start_response):
    """A buffered file whose position is behind what it has buffered."""
    file = open(content_path(), "rb")
    file.readline()
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](file)


@application.bare(BARE)
def unbuffered(environ, start_response):
    file = open(content_path(), "rb", buffering=0)
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](file)


@application.bare(BARE)
def just_written(environ, start_response):
    """A temporary file that is still being buffered and has no name."""
    file = tempfile.TemporaryFile()
    file.write(CONTENT)
    file.seek(0)
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](file)


@application.bare(BARE)
def named_temporary(environ, start_response):
    """Its file is deleted by close()."""
    file = tempfile.NamedTemporaryFile()
    file.write(CONTENT)
    file.seek(0)
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](file)


@application.bare(BARE)
def deleted(environ, start_response):
    """A file that is deleted before it is sent."""
    handle, path = tempfile.mkstemp()
    with os.fdopen(handle, "wb") as file:
        file.write(CONTENT)
    opened = open(path, "rb")
    os.unlink(path)
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](opened)


@application.bare(BARE)
def replaced(environ, start_response):
    """A file whose name leads to another file before it is sent."""
    handle, path = tempfile.mkstemp()
    with os.fdopen(handle, "wb") as file:
        file.write(CONTENT)
    opened = open(path, "rb")
    os.unlink(path)
    with open(path, "wb") as other:
        other.write(b"another file")
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](opened)


@application.bare(BARE)
def empty(environ, start_response):
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](open(stored("empty", lambda file: None), "rb"))


@application.bare(BARE)
def reader(environ, start_response):
    """An object that is no file."""
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](Reader(CONTENT, query(environ)["name"]), 1000)


@application.bare(BARE)
def in_memory(environ, start_response):
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](io.BytesIO(CONTENT))


@application.bare(BARE)
def not_modified(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"tag"')])
    return environ["wsgi.file_wrapper"](open(content_path(), "rb"))


@application.bare(BARE)
def no_start(environ, start_response):
    return environ["wsgi.file_wrapper"](open(content_path(), "rb"))


@application.conforming
def validated(environ, start_response):
    """Middleware around the wrapper, the validator: it is iterated."""
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](Reader(CONTENT, query(environ)["name"]))


@application.conforming
def changed_by_middleware(environ, start_response):
    """Middleware that changes the blocks."""
    file = open(content_path(), "rb")
    wrapper = environ["wsgi.file_wrapper"](file, 512)
    start_response("200 OK", [PLAIN])
    try:
        for block in wrapper:
            yield block.upper()
    finally:
        wrapper.close()


@application.conforming
def subclassed(environ, start_response):
    """A wrapper of the application's own: iterated, with its own blocks."""
    class Doubled(environ["wsgi.file_wrapper"]):
        def __next__(self):
            return super().__next__() * 2
    start_response("200 OK", [PLAIN])
    return Doubled(io.BytesIO(b"abc"))


@application.bare(BARE)
def after_write(environ, start_response):
    write = start_response("200 OK", [PLAIN])
    write(b"head ")
    return environ["wsgi.file_wrapper"](open(content_path(), "rb"))


@application.bare(BARE)
def large(environ, start_response):
    """100 MiB, nearly all of it a hole."""
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](open(stored("large", write_large), "rb"))


@application.bare(BARE)
def large_by_reading(environ, start_response):
    """The same bytes from an object that is no file."""
    class Plain:
        def __init__(self, file):
            self.read = file.read
            self.close = file.close
    start_response("200 OK", [PLAIN])
    return environ["wsgi.file_wrapper"](Plain(open(stored("large", write_large), "rb")), 1 << 16)
