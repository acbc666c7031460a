"""The listening socket of a worker, and the threads that serve its connections."""
import errno
import os
import socket
import stat
import threading
import time

from tomcatwsgi.interpreter import ERROR, WARNING
from tomcatwsgi.scripts import format_error

# a full table of open files empties by itself: seconds until the next try
_PAUSE = 0.1
# the socket is gone, closed by the application perhaps, and does not come back
_GONE = (errno.EBADF, errno.EINVAL, errno.ENOTSOCK)


class Listener:
    """Accepts connections and hands each to a thread. Threads live on between connections, so that their ``threading.local`` data does (G-15)."""

    def __init__(self, bound, path, settings, serve, log, lost):
        """``bound``: the socket; ``path``: its file, "" for none; ``settings``: see `tomcatwsgi.settings`;
        ``serve(socket)`` returns when the connection has ended; ``log(level, text)``; ``lost()`` is called when there can be no further connection."""
        self._socket = bound
        self._path = path
        self._settings = settings
        self._threads = settings["threads"]
        self._serve = serve
        self._log = log
        self._lost = lost
        self._lock = threading.Lock()
        self._idle = []
        self._count = 0
        self._closed = False
        self.connections = set()

    def start(self):
        """Listen, accept in a thread of its own, and return the socket's address."""
        self._socket.listen(self._settings["backlog"])
        address = self._socket.getsockname()
        threading.Thread(target=self._accept, name="wsgi-accept", daemon=True).start()
        return address

    def close(self):
        """Accept no more connections and remove the socket's file. Those that are open stay."""
        self._closed = True
        if self._path:
            try:
                os.unlink(self._path)
            except OSError:
                # gone with its directory, or not ours to remove after a change of user
                pass
        try:
            # those in the backlog are still answered, with a refusal
            self._socket.setblocking(False)
            while True:
                self._hand(self._socket.accept()[0])
        except OSError:
            # none is left
            pass
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            # it has never listened
            pass
        self._socket.close()

    def forget(self):
        """In a forked child: let go of the parent's sockets."""
        self._closed = True
        for connected in (self._socket, *self.connections):
            try:
                connected.close()
            except OSError:
                pass

    def _accept(self):
        failing = False
        while not self._closed:
            try:
                connected = self._socket.accept()[0]
                failing = False
            except OSError as error:
                if self._closed:
                    return
                if error.errno in (0, errno.EINTR, errno.ECONNABORTED):
                    # 0 comes from GraalPy, which may lose the number of an error
                    continue
                if error.errno in _GONE:
                    self._log(ERROR, "The listening socket is gone: %s. The worker ends; look for code of the application that closes what it has not opened." % error)
                    self._lost()
                    return
                if not failing:
                    self._log(ERROR, "A connection could not be accepted: %s. The worker goes on trying; raise the limit of open files if that is it." % error)
                    failing = True
                time.sleep(_PAUSE)
                continue
            self._hand(connected)

    def _adjust(self, connected):
        try:
            for key, option in (("send_buffer_size", socket.SO_SNDBUF), ("receive_buffer_size", socket.SO_RCVBUF)):
                if self._settings[key]:
                    connected.setsockopt(socket.SOL_SOCKET, option, self._settings[key])
            if connected.family != socket.AF_UNIX:
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            self._log(WARNING, "A connection's socket options could not be set: %s." % error)

    def _hand(self, connected):
        self._adjust(connected)
        with self._lock:
            if self._idle:
                thread = self._idle.pop()
                thread.give(connected)
                return
            self._count += 1
            number = self._count
        try:
            ConnectionThread(self, number, connected).start()
        except RuntimeError as error:
            self._log(ERROR, "A connection was refused because no thread can be started: %s. Lower threads, or raise the limit of processes." % error)
            connected.close()

    def run(self, connected):
        """Serve one connection in the calling thread; whatever comes up is in the log."""
        self.connections.add(connected)
        try:
            self._serve(connected)
        except BaseException as error:
            self._log(ERROR, "Internal error in a connection's thread; the connection is closed and the thread goes on.\n%s" % format_error(error))
            connected.close()
        finally:
            self.connections.discard(connected)

    def rest(self, thread):
        """Keep ``thread`` for another connection; False: there are enough."""
        with self._lock:
            if self._closed or len(self._idle) >= self._threads:
                return False
            self._idle.append(thread)
            return True


class ConnectionThread(threading.Thread):
    """Serves one connection after the other."""

    def __init__(self, listener, number, connected):
        super().__init__(name="wsgi-connection-%d" % number, daemon=True)
        self._listener = listener
        self._connected = connected
        self._given = threading.Semaphore(0)

    def give(self, connected):
        """Let the resting thread serve ``connected``."""
        self._connected = connected
        self._given.release()

    def run(self):
        while True:
            connected = self._connected
            self._connected = None
            self._listener.run(connected)
            del connected
            if not self._listener.rest(self):
                return
            self._given.acquire()


def unix_socket(path, mode=0o600):
    """Return a Unix socket bound to ``path``; its file has ``mode``: whoever may write it may connect. A socket file that is there is replaced."""
    try:
        if stat.S_ISSOCK(os.lstat(path).st_mode):
            os.unlink(path)
    except FileNotFoundError:
        pass
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~mode)
    try:
        bound.bind(path)
    except OSError:
        bound.close()
        raise
    finally:
        os.umask(before)
    return bound


def tcp_socket(host, port):
    """Return a TCP socket bound to ``host`` and ``port``."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound
