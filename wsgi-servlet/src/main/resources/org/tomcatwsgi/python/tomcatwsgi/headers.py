"""What an application may hand to ``start_response``, and how it travels to the server (PEP 3333 "The start_response() Callable")."""
import re

_STATUS = re.compile(r"[1-9][0-9]{2} [^\x00-\x1f\x7f]*").fullmatch
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]").search

# RFC 9110 section 7.6.1 and PEP 3333 "Other HTTP Features": these belong to the server's own connection.
HOP_BY_HOP = frozenset((
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "trailers",
    "transfer-encoding", "upgrade"))


def check_status(status):
    """Return the status code of ``status``, "200 OK" for instance. TypeError or ValueError tell what is wrong with it (W-11)."""
    if not isinstance(status, str):
        raise TypeError("status must be str, not %s" % type(status).__name__)
    if not _STATUS(status):
        raise ValueError("status must be three digits, a space and a reason without control characters, not %r" % (status,))
    status.encode("latin-1")
    code = int(status[:3])
    if code < 200:
        raise ValueError("status must not be an interim one, not %r" % (status,))
    return code


def check_headers(headers):
    """Check a header list (W-10, W-12) and return its Content-Length, an int, or None where it has none."""
    if type(headers) is not list:
        raise TypeError("response headers must be a list, not %s" % type(headers).__name__)
    length = None
    for item in headers:
        if type(item) is not tuple:
            raise TypeError("list of headers must contain tuples, not %s" % type(item).__name__)
        if len(item) != 2:
            raise ValueError("header tuples must have two items, not %d" % len(item))
        name, value = item
        _check_header(name, value)
        lower = name.lower()
        if lower in HOP_BY_HOP:
            raise ValueError("header %r belongs to the server's connection, an application cannot set it" % (name,))
        if lower == "content-length":
            length = _content_length(value, length)
    return length


def _check_header(name, value):
    if not isinstance(name, str) or not isinstance(value, str):
        wrong = value if isinstance(name, str) else name
        raise TypeError("header names and values must be str, not %s" % type(wrong).__name__)
    if not _NAME(name):
        raise ValueError("header name %r is not a token" % (name,))
    if _BAD_VALUE(value):
        raise ValueError("value of header %s has a control character: %r" % (name, value))
    value.encode("latin-1")


def _content_length(value, before):
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise ValueError("Content-Length must be a non-negative integer, not %r" % (value,))
    length = int(value)
    if before is not None and before != length:
        raise ValueError("Content-Length is given twice: %d and %d" % (before, length))
    return length


def render(status, headers):
    """Status line and headers as one ``bytes``: a line each, "\\n" behind every line and an empty line at the end."""
    lines = [status]
    for name, value in headers:
        lines.append("".join((name, ": ", value)))
    lines.append("\n")
    return "\n".join(lines).encode("latin-1")
