"""A FastCGI client for tests: says what it wants record by record, checks what it gets."""
import socket
import struct

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE = range(1, 12)
READ, PAUSE, BROKEN, FILE = 100, 101, 102, 103
TIMEOUT = 30

DIALECT = {"TOMCATWSGI_DIALECT": "1", "mod_wsgi.request_id": "R1"}


def record(kind, content=b"", request=1, version=1, padding=0):
    return struct.pack(">BBHHBx", version, kind, request, len(content), padding) + content + b"\0" * padding


def begin(role=1, keep=1, request=1):
    return record(BEGIN, struct.pack(">HB5x", role, keep), request)


def length(data):
    return bytes((len(data),)) if len(data) < 128 else struct.pack(">I", len(data) | 1 << 31)


def pairs(values):
    return b"".join(length(name) + length(value) + name + value
                    for name, value in ((name.encode("latin-1"), value.encode("latin-1")) for name, value in values.items()))


def params(path, **more):
    return {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "REQUEST_URI": path, "REQUEST_SCHEME": "http",
            "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost", "SERVER_PORT": "80", **more}


class Response:
    """``head`` and ``body`` are what came as FCGI_STDOUT; ``application_status`` and ``protocol_status`` are None without FCGI_END_REQUEST."""

    def __init__(self):
        self.output = b""
        self.files = []
        self.reads = []
        self.application_status = self.protocol_status = None

    @property
    def head(self):
        return self.output.partition(b"\n\n")[0].decode("latin-1")

    @property
    def body(self):
        return self.output.partition(b"\n\n")[2]


class Client:
    """One connection."""

    def __init__(self, address):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.socket = socket.socket(family)
        # with a time-out, connect would fail instead of waiting while the worker's backlog is full
        try:
            self.socket.connect(address)
        except OSError:
            self.socket.close()
            raise
        self.socket.settimeout(TIMEOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *records):
        self.socket.sendall(b"".join(records))

    def exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise EOFError(data)
            data += part
        return data

    def record(self):
        """The next record: type, request id, content. EOFError at the end of the connection."""
        version, kind, request, size, padding = struct.unpack(">BBHHBx", self.exactly(8))
        assert version == 1
        content = self.exactly(size)
        self.exactly(padding)
        return kind, request, content

    def closed(self):
        """Whether the other side closes now, having sent nothing more."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def start(self, values, *more, keep=1):
        data = pairs(values)
        self.send(begin(keep=keep), *(record(PARAMS, data[at:at + 65535]) for at in range(0, len(data), 65535)), record(PARAMS), *more)

    def get(self, path, **more):
        """A request without a body, plain."""
        self.start(params(path, **more), record(STDIN))
        return self.response()

    def ask(self, path, **more):
        """A request without a body, in the dialect."""
        return self.get(path, **DIALECT, **more)

    def post(self, path, body, piece=65535, **more):
        """A request with a body, in the dialect: sends pieces when asked."""
        self.start(params(path, **DIALECT, REQUEST_METHOD="POST", **more))
        return self.response(Body(self, body, piece))

    def response(self, body=None, request=1):
        """Read to the end of the response; WSGI_READ goes to ``body(n)``."""
        response = Response()
        while True:
            kind, other, content = self.record()
            assert other == request, (kind, other)
            if kind == STDOUT:
                response.output += content
            elif kind == READ:
                response.reads.append(struct.unpack(">I", content)[0])
                body(response.reads[-1])
            elif kind == FILE:
                response.files.append(struct.unpack(">QQ", content[:16]) + (content[16:].decode(),))
            elif kind == END:
                response.application_status, response.protocol_status = struct.unpack(">IB3x", content)
                return response
            else:
                raise AssertionError("record of type %d" % kind)


class Body:
    """Answers WSGI_READ from bytes."""

    def __init__(self, client, data, piece):
        self.client = client
        self.data = data
        self.piece = piece

    def __call__(self, wanted):
        part, self.data = self.data[:wanted], self.data[wanted:]
        for at in range(0, len(part), self.piece):
            self.client.send(record(STDIN, part[at:at + self.piece]))
        self.client.send(record(PAUSE) if self.data else record(STDIN))
