"""FastCGI 1.0 records, and the private ones of docs/daemon-protocol.md: constants, encoding, decoding. No sockets here."""
import struct

VERSION = 1
RESPONDER = 1
KEEP_CONNECTION = 1

BEGIN_REQUEST, ABORT_REQUEST, END_REQUEST, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE = range(1, 12)
READ, PAUSE, BROKEN, FILE = 100, 101, 102, 103

REQUEST_COMPLETE, CANT_MPX_CONN, OVERLOADED, UNKNOWN_ROLE = range(4)

# the largest multiple of 8: FastCGI 1.0 section 3.3 recommends records that keep the alignment
LARGEST_CONTENT = 65528
LARGEST_PARAMS = 16 << 20

HEADER = struct.Struct(">BBHHBx")
_END = struct.Struct(">BBHHBxIB3x")
_FILE = struct.Struct(">BBHHBxQQ")


class ProtocolError(Exception):
    """The other side does not speak FastCGI 1.0, or not the dialect: its connection is of no more use."""


def record(kind, request, content=b""):
    """Return one record of type ``kind`` with ``content``, at most 65535 bytes."""
    return HEADER.pack(VERSION, kind, request, len(content), 0) + content


def end(request, application_status, protocol_status=REQUEST_COMPLETE):
    """Return an FCGI_END_REQUEST record (section 5.5)."""
    return _END.pack(VERSION, END_REQUEST, request, 8, 0, application_status, protocol_status)


def end_of_output(request, application_status):
    """Return the empty FCGI_STDOUT and the FCGI_END_REQUEST behind a response."""
    return HEADER.pack(VERSION, STDOUT, request, 0, 0) + end(request, application_status)


def file_part(request, path, offset, count):
    """Return a WSGI_FILE record; ``path`` is ``bytes``."""
    return _FILE.pack(VERSION, FILE, request, 16 + len(path), 0, offset, count) + path


def pairs(content):
    """Return the name-value pairs (section 3.4) of ``content`` as a dict of latin-1 text. Raise ProtocolError where a length leads beyond the end."""
    text = content.decode("latin-1")
    found = {}
    at = 0
    size = len(content)
    try:
        while at < size:
            name = content[at]
            at += 1
            if name > 127:
                name = (name & 127) << 24 | content[at] << 16 | content[at + 1] << 8 | content[at + 2]
                at += 3
            value = content[at]
            at += 1
            if value > 127:
                value = (value & 127) << 24 | content[at] << 16 | content[at + 1] << 8 | content[at + 2]
                at += 3
            middle = at + name
            found[text[at:middle]] = text[middle:middle + value]
            at = middle + value
    except IndexError:
        at = size + 1
    if at > size:
        raise ProtocolError("a name-value pair leads beyond the end of its record stream")
    return found


def encode_pairs(values):
    """Return the dict ``values`` of latin-1 text as name-value pairs."""
    parts = []
    for name, value in values.items():
        name, value = name.encode("latin-1"), value.encode("latin-1")
        parts += (_length(name), _length(value), name, value)
    return b"".join(parts)


def _length(data):
    size = len(data)
    return bytes((size,)) if size < 128 else struct.pack(">I", size | 1 << 31)
