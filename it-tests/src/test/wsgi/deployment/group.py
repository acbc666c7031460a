"""Shows what belongs to an application group, and leaves traces in it."""
import builtins
import os
import sys
import types

from fixture import Behaviours, query, state, text

application = Behaviours(otherwise="show")


def lines(start_response, pairs):
    return text(start_response, "\n".join("%s=%s" % pair for pair in pairs))


@application.conforming
def show(environ, start_response):
    return lines(start_response, [
        ("group", environ["mod_wsgi.application_group"]),
        ("interpreter", environ["tomcatwsgi.interpreter"]),
        ("multithread", environ["wsgi.multithread"]),
        ("multiprocess", environ["wsgi.multiprocess"]),
        ("script", environ["SCRIPT_NAME"]),
        ("path", environ["PATH_INFO"]),
        ("module", getattr(sys.modules.get("trace"), "left", "none")),
        ("environ", os.environ.get("TRACE", "none")),
        ("directory", os.getcwd()),
        ("builtin", getattr(builtins, "trace_left", "none")),
        ("first", sys.path[0]),
        ("prefix", sys.prefix),
    ])


@application.conforming
def leave(environ, start_response):
    """Leaves traces wherever a neighbour could meet them."""
    trace = query(environ)["trace"]
    sys.modules["trace"] = types.SimpleNamespace(left=trace)
    os.environ["TRACE"] = trace
    builtins.trace_left = trace
    os.chdir(query(environ)["directory"])
    return text(start_response, "left")


@application.conforming
def count(environ, start_response):
    """Counts in a module that scripts of one group share."""
    state.count("shared")
    return text(start_response, str(state.counter("shared")))


@application.conforming
def burn(environ, start_response):
    """Keeps a processor busy, in Python alone."""
    total = 0
    for number in range(int(query(environ)["rounds"])):
        total += number % 7
    return text(start_response, str(total))


@application.conforming
def variable(environ, start_response):
    name = query(environ)["name"]
    return text(start_response, "%s %s" % (environ.get(name, "none"), os.environ.get(name, "none")))


@application.conforming
def imported(environ, start_response):
    """Imports a module and says where it comes from."""
    module = __import__(query(environ)["name"])
    return text(start_response, "%s %s" % (module.WHERE, module.__file__))
