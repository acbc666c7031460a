"""Uses the standard streams."""
import sys

from fixture import Behaviours, text

application = Behaviours()


def attempt(start_response, use):
    try:
        return text(start_response, use())
    except OSError as error:
        return text(start_response, "OSError %s" % error)


@application.conforming
def read(environ, start_response):
    return attempt(start_response, lambda: repr(sys.stdin.read()))


@application.conforming
def write(environ, start_response):
    def use():
        print("to stdout")
        return "written"
    return attempt(start_response, use)


@application.conforming
def error(environ, start_response):
    def use():
        print("to stderr", file=sys.stderr)
        return "written"
    return attempt(start_response, use)
