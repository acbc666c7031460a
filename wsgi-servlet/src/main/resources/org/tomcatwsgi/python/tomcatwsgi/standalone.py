"""A worker without a supervisor: what nginx's ``fastcgi_pass`` or Apache's ``mod_proxy_fcgi`` drives."""
import argparse
import os
import sys
import time

from tomcatwsgi.daemon import Daemon
from tomcatwsgi.interpreter import ERROR
from tomcatwsgi.listener import tcp_socket, unix_socket
from tomcatwsgi.process import SettingError
from tomcatwsgi.settings import DEFAULTS


def main(arguments, compiled):
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    target = options.script if options.application_type == "module" else os.path.abspath(options.script)
    settings = {
        **DEFAULTS,
        "threads": options.threads, "applications": [[options.application_type, target, options.callable_object]],
        "python_path": options.python_path, "home": options.home and os.path.abspath(options.home), "queue_timeout": options.queue_timeout,
        "shutdown_timeout": options.shutdown_timeout, "backlog": options.listen_backlog, "choice": False, "compiled": compiled,
    }
    if options.application_type == "module" and not options.home:
        # as Python itself does for -m
        sys.path.insert(0, os.getcwd())
    kind, _, place = options.listen.partition(":")
    # what the application prints goes where its log does, and it reads nothing that was meant for the shell
    out = os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    daemon = Daemon(settings, _log, lambda reason: None, lambda: None)
    try:
        daemon.prepare(_binder(parser, options, kind, place))
    except (SettingError, OSError) as error:
        _log(ERROR, "The worker cannot listen on [%s]: %s" % (options.listen, error))
        return 1
    daemon.catch_signals()
    if daemon.load() is not None:
        daemon.listener.close()
        return 1
    address = daemon.listener.start()
    if kind == "tcp":
        place = ("[%s]:%d" if ":" in address[0] else "%s:%d") % address[:2]
    os.write(out, ("Serving [%s] on %s:%s\n" % (options.script, kind, place)).encode("utf-8", "surrogateescape"))
    os.close(out)
    daemon.serve()
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="wsgi-worker.py", description="Serves a WSGI application over FastCGI.")
    parser.add_argument("--listen", required=True, metavar="ADDRESS", help="unix:/path or tcp:host:port")
    parser.add_argument("--socket-mode", type=lambda text: int(text, 8), default=0o600, metavar="MODE",
                        help="permissions of the Unix socket, octal; who may write it may connect (default 600)")
    parser.add_argument("--threads", type=_positive, default=15, metavar="N", help="requests at a time (default 15)")
    parser.add_argument("--application-type", choices=("script", "module"), default="script", help="what SCRIPT names (default script)")
    parser.add_argument("--callable-object", default="application", metavar="NAME", help="name of the application in it (default application)")
    parser.add_argument("--python-path", action="append", default=[], metavar="DIR", help="directory in front of sys.path; repeatable")
    parser.add_argument("--home", default="", metavar="DIR", help="working directory, and first on sys.path")
    parser.add_argument("--queue-timeout", type=float, default=45, metavar="S", help="seconds a request waits for a thread (default 45)")
    parser.add_argument("--shutdown-timeout", type=float, default=5, metavar="S", help="seconds for running requests at the end (default 5)")
    parser.add_argument("--listen-backlog", type=_positive, default=100, metavar="N", help="connections that wait for acceptance (default 100)")
    parser.add_argument("script", metavar="SCRIPT", help="WSGI script, or module")
    return parser


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("[%s] is not a positive number" % text)
    return number


def _binder(parser, options, kind, place):
    if kind == "unix" and place:
        path = os.path.abspath(place)
        return lambda: (unix_socket(path, options.socket_mode), path)
    host, _, port = place.rpartition(":")
    if kind != "tcp" or not host or not port.isdigit():
        parser.error("--listen [%s:%s] is neither unix:/path nor tcp:host:port" % (kind, place))
    return lambda: (tcp_socket(host.strip("[]"), int(port)), "")


def _log(level, text):
    line = "%s %s %s\n" % (time.strftime("%Y-%m-%d %H:%M:%S"), level, text)
    data = line.encode("utf-8", "backslashreplace")
    try:
        while data:
            data = data[os.write(2, data):]
    except OSError:
        # nobody reads standard error any more
        pass
