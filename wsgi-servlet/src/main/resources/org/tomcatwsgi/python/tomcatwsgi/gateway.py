"""The PEP 3333 state machine: one `Exchange` takes one request through one application.

A response takes one of two ways. Where the application returns a list or tuple and has not called ``write``, status, headers and body
leave in one piece (`Exchange.run` returns them). Any other response is streamed through the transport, a block at a time.
"""
from time import time

from tomcatwsgi.files import FileWrapper, path_of
from tomcatwsgi.headers import check_headers, check_status, render
from tomcatwsgi.input import Input
from tomcatwsgi.mod_wsgi import RequestTimeout
from tomcatwsgi.scripts import LoadError, format_error

# Above this size a list is streamed, without a flush between its blocks being asked for: joining it would double its memory.
_WHOLE = 1 << 20

DONE = "done"        # the response went through the transport, whole
ABORT = "abort"      # the response broke off after its head: the client must see that
ERROR = "error"      # nothing was sent: the server answers 500
UNLOADED = "unloaded"  # as ERROR; the application could not be loaded
TIMEOUT = "timeout"  # nothing was sent: the server answers 504, for the request was interrupted (P-26)


class ClientDisconnected(OSError):
    """The client has gone: `write` raises it into the application (F-12, W-15)."""


class Exchange:
    """One request and its response. ``log(text)`` writes a record at error level; ``blocks``: see `Input`."""

    __slots__ = ("_transport", "_log", "_environ", "_method", "_uri", "_ended", "_input", "_status", "_headers", "_code", "_length", "_head_sent", "_sent", "_bodyless", "_truncated",
                 "_iterable", "_closed", "_data")

    def __init__(self, transport, environ, log, blocks=None):
        self._transport = transport
        self._log = log
        self._environ = environ
        # the application may change its environ: what the client sent stays what it was
        self._method = environ["REQUEST_METHOD"]
        self._uri = environ["REQUEST_URI"].partition("?")[0]
        self._ended = False
        # the application may put another one in its place
        self._input = environ["wsgi.input"] = Input(transport, blocks)
        self._status = None
        self._headers = None
        self._code = 0
        self._length = None
        self._head_sent = False
        self._sent = 0
        self._bodyless = False
        self._truncated = False
        self._iterable = None
        self._closed = True

    def run(self, find):
        """Call the application that ``find()`` returns and carry its response to the end.

        Returns the whole response as ``bytes`` (head as of `tomcatwsgi.headers.render`, then the body), or DONE, ABORT, ERROR, UNLOADED or TIMEOUT.
        Whatever the application raises ends here, in one log record (F-15, F-16).
        """
        result = ERROR
        try:
            application = find()
            self._iterable = iterable = application(self._environ, self.start_response)
            self._closed = False
            try:
                result = self._respond(iterable)
            finally:
                self.close()
        except ClientDisconnected:
            result = ABORT
        except RequestTimeout:
            self._log("Request interrupted by RequestTimeout; thread recovered. It was [%s %s]." % (self._method, self._uri))
            result = ABORT if self._head_sent else TIMEOUT
        except LoadError as error:
            self._log(error.summary + ("\n" + error.detail if error.detail else ""))
            result = self._shown(error, UNLOADED) if self._environ.get("tomcatwsgi.mode") == "daemon" else UNLOADED
        except SystemExit as error:
            self._log("SystemExit exception raised by WSGI application ignored%s.\n%s" % (self._request(), format_error(error)))
            result = self._shown(error, self._failed())
        except BaseException as error:
            self._log("Exception occurred processing WSGI application%s.\n%s" % (self._request(), format_error(error)))
            result = self._shown(error, self._failed())
        finally:
            self._ended = True
            self._input.end()
        return result

    def close(self):
        """Call the iterable's ``close`` unless that was done (PEP 3333: once, on every path). What it raises is logged (W-21)."""
        if self._closed:
            return
        self._closed = True
        close = getattr(self._iterable, "close", None)
        if close is None:
            return
        try:
            close()
        except BaseException as error:
            self._failed_in_close(error)

    @property
    def environ(self):
        """The environ, as the application has left it."""
        return self._environ

    @property
    def line(self):
        """Method and path, without the query: that may hold secrets."""
        return "%s %s" % (self._method, self._uri)

    @property
    def status(self):
        """The status code of the last start_response, 0 before it."""
        return self._code

    def request_data(self):
        """The dict of ``mod_wsgi.request_data()`` (M-10), made when somebody asks for it."""
        try:
            return self._data
        except AttributeError:
            self._data = {}
            return self._data

    def _request(self):
        """The request for a log record, without its query: that may hold secrets."""
        return ", request [%s %s]" % (self._method, self._uri)

    def _failed(self):
        return ABORT if self._head_sent else ERROR

    def _failed_in_close(self, error):
        self._log("Exception in close() of the response%s.\n%s" % (self._request(), format_error(error)))

    def _shown(self, error, result):
        """``result``, or the page that shows ``error`` if the request may have it. A failure of its own costs the page only."""
        if self._head_sent or self._environ.get("tomcatwsgi.debug") != "1":
            return result
        try:
            from tomcatwsgi.debug import response
            return response(error, self._method == "HEAD")
        except Exception as failure:
            self._log("The page of debug cannot be made%s.\n%s" % (self._request(), format_error(failure)))
            return result

    def start_response(self, status, headers, exc_info=None):
        """PEP 3333 "The start_response() Callable"."""
        if self._ended:
            raise RuntimeError("start_response() called after the request has ended")
        if exc_info is not None:
            if type(exc_info) is not tuple or len(exc_info) != 3:
                raise RuntimeError("exc_info must be a tuple of three or None")
            try:
                if self._head_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self._status is not None:
            raise RuntimeError("start_response() called more than once without exc_info")
        code = check_status(status)
        length = check_headers(headers)
        self._status = status
        self._headers = headers[:]
        self._code = code
        self._length = length
        self._bodyless = code in (204, 304) or self._method == "HEAD"
        return self.write

    def write(self, data, /):
        """PEP 3333 "The write() Callable": the data has left for the client when this returns (W-15)."""
        if self._ended:
            raise RuntimeError("write() called after the request has ended")
        if not isinstance(data, bytes):
            raise TypeError("write() argument must be bytes, not %s" % type(data).__name__)
        if self._status is None:
            raise RuntimeError("write() called before start_response()")
        self._send(data)

    def _respond(self, iterable):
        kind = type(iterable)
        if (kind is list or kind is tuple) and not self._head_sent:
            whole = self._whole(iterable)
            if whole is not None:
                return whole
        elif kind is FileWrapper and not self._head_sent and self._status is not None and self._code not in (204, 304):
            place = path_of(iterable)
            # a file shorter than its Content-Length goes the long way, which sends what there is and then breaks off
            if place is not None and (self._length is None or self._length <= place[2]):
                return self._send_file(*place)
        for block in iterable:
            if not isinstance(block, bytes):
                raise TypeError("response iterable must yield bytes, not %s" % type(block).__name__)
            if block:
                self._send(block)
                if self._bodyless or self._truncated:
                    break
        return self._finish()

    def _whole(self, blocks):
        """Return the response as one ``bytes``, None if the blocks have to be sent one by one."""
        if self._status is None:
            raise RuntimeError("start_response() must be called before response content is produced")
        size = 0
        for block in blocks:
            if not isinstance(block, bytes):
                if size:
                    return None
                raise TypeError("response iterable must yield bytes, not %s" % type(block).__name__)
            size += len(block)
        if self._bodyless:
            return self._render(size if size and self._code != 204 else None)
        if size > _WHOLE:
            self._add_length(size)
            return None
        if self._length is not None and self._length != size:
            return None
        return self._render(size) + b"".join(blocks)

    def _render(self, size):
        if size is not None:
            self._add_length(size)
        return render(self._status, self._headers)

    def _add_length(self, size):
        if self._length is None:
            self._length = size
            self._headers.append(("Content-Length", str(size)))

    def _send_head(self):
        if self._status is None:
            raise RuntimeError("start_response() must be called before response content is produced")
        self._head_sent = True
        if not self._transport.head(render(self._status, self._headers)):
            raise ClientDisconnected(self._transport.failure())

    def _send(self, block):
        if not self._head_sent:
            if not block:
                return
            self._send_head()
        if self._bodyless:
            return
        if self._length is not None and self._sent + len(block) > self._length:
            self._truncate()
            block = block[:self._length - self._sent]
        if block:
            self._sent += len(block)
            if not self._transport.write(block if type(block) is bytes else bytes(block)):
                raise ClientDisconnected("mod_wsgi client connection closed: %s" % self._transport.failure())

    def _truncate(self):
        if not self._truncated:
            self._truncated = True
            self._log("Response body exceeds its Content-Length of [%d] bytes%s: what is beyond it was not sent." % (self._length, self._request()))

    def _send_file(self, path, position, remaining):
        self._add_length(remaining)
        self._send_head()
        if self._length and not self._bodyless and not self._transport.send_file(path, position, self._length):
            raise ClientDisconnected(self._transport.failure())
        return DONE

    def _finish(self):
        if not self._head_sent:
            self._send_head()
        if self._length is not None and not self._bodyless and self._sent < self._length:
            self._log("Response body has [%d] bytes, less than its Content-Length of [%d]%s: the connection is closed so that the client notices."
                      % (self._sent, self._length, self._request()))
            return ABORT
        return DONE


class Gateway:
    """What all requests of one interpreter share: the constant part of the environ and the applications."""

    def __init__(self, scripts, log, constants, blocks=None):
        """``constants``: environ keys with the same value in every request; ``log(text)``: one record at error level; ``blocks``: see `Input`."""
        self._scripts = scripts
        self._log = log
        self._blocks = blocks
        self._constants = constants
        # an `Observation` while somebody wants to know about requests
        self.observer = None

    def exchange(self, transport, environ, thread):
        """Return the `Exchange` of a request whose CGI variables are ``environ``, a dict that is completed here (E-12 to E-32).

        ``thread``: the number, from 1, of the thread that serves it.
        """
        scheme = environ["REQUEST_SCHEME"]
        environ.update(self._constants)
        environ["wsgi.url_scheme"] = scheme
        environ["mod_wsgi.thread_id"] = thread
        environ["mod_wsgi.application_start"] = now = time()
        environ["mod_wsgi.request_start"] = seconds(environ.get("mod_wsgi.request_start"), now)
        observer = self.observer
        if observer is not None:
            return observer.exchange(transport, environ, self._log, self._blocks)
        return Exchange(transport, environ, self._log, self._blocks)

    def run(self, exchange, kind, target, name):
        """Run the application ``name`` of ``target`` (see `Scripts.application`); returns what `Exchange.run` returns."""
        return exchange.run(lambda: self._scripts.application(kind, target, name))


def seconds(milliseconds, otherwise):
    """A time that came as text, in seconds."""
    try:
        return int(milliseconds) / 1000.0
    except (TypeError, ValueError):
        # a server that is not ours says nothing of it
        return otherwise
