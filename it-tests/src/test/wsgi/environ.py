"""Shows the environ, os.environ, and what kind of objects they hold."""
import os
import sys

from fixture import Behaviours, text

application = Behaviours(otherwise="show")


def line(key, value):
    """``key type value``: a str in latin-1 as hexadecimal digits, anything else by its repr."""
    if type(value) is str:
        return "%s str %s" % (key, value.encode("latin-1").hex())
    return "%s %s %s" % (key, type(value).__name__, repr(value).replace("\n", " "))


@application.bare("the validator refuses names that it does not know as methods, and puts its own wsgi.input into the environ")
def show(environ, start_response):
    return text(start_response, "\n".join(line(key, environ[key]) for key in sorted(environ)))


@application.conforming
def validated(environ, start_response):
    return text(start_response, "valid")


@application.conforming
def kind(environ, start_response):
    return text(start_response, "%s %s" % (type(environ) is dict, all(type(key) is str for key in environ)))


@application.conforming
def operating_system(environ, start_response):
    return text(start_response, "\n".join(line(key, os.environ[key]) for key in sorted(os.environ)))


@application.conforming
def directory(environ, start_response):
    return text(start_response, os.getcwd())


@application.conforming
def arguments(environ, start_response):
    return text(start_response, repr(sys.argv))


@application.conforming
def changed(environ, start_response):
    """A request's environ is its own: PEP 3333 lets the application change it."""
    seen = environ.get("test.changed", "unchanged")
    environ["test.changed"] = "changed"
    environ["PATH_INFO"] = "/elsewhere"
    return text(start_response, seen)
