"""Writes to every place that has to end in the server's log. ``mark`` makes a test's texts its own."""
import logging
import sys
import threading
import traceback
import warnings

from fixture import Behaviours, query, text

application = Behaviours()

logger = logging.getLogger("fixture.logs")


@application.conforming
def errors(environ, start_response):
    stream = environ["wsgi.errors"]
    stream.write("%s written\n" % query(environ)["mark"])
    stream.flush()
    return text(start_response, "logged")


@application.conforming
def errors_in_parts(environ, start_response):
    stream = environ["wsgi.errors"]
    mark = query(environ)["mark"]
    stream.write(mark)
    stream.write(" part one,")
    stream.write(" part two\n")
    stream.writelines([mark + " line one\n", mark + " line two\n"])
    stream.write(mark + " without end")
    return text(start_response, "logged")


@application.conforming
def errors_text(environ, start_response):
    """Text beyond latin-1."""
    environ["wsgi.errors"].write("%s \u20ac \U0001f40d \udcff end\n" % query(environ)["mark"])
    return text(start_response, "logged")


@application.bare("the validator's wrapper of wsgi.errors has neither print's interface nor a buffer")
def errors_printed(environ, start_response):
    mark = query(environ)["mark"]
    print(mark, "printed", file=environ["wsgi.errors"])
    buffer = environ["wsgi.errors"].buffer
    buffer.write((mark + " bytes\n").encode())
    buffer.write(bytearray((mark + " bytearray\n").encode()))
    buffer.write(memoryview((mark + " memoryview\n").encode()))
    return text(start_response, "logged")


@application.conforming
def stderr(environ, start_response):
    print(query(environ)["mark"], "to stderr", file=sys.stderr)
    return text(start_response, "logged")


@application.conforming
def stdout(environ, start_response):
    print(query(environ)["mark"], "to stdout")
    return text(start_response, "logged")


@application.conforming
def python_logging(environ, start_response):
    mark = query(environ)["mark"]
    logger.warning("%s warning", mark)
    logger.error("%s error\nwith a second line", mark)
    return text(start_response, "logged")


@application.conforming
def python_warning(environ, start_response):
    warnings.warn("%s deprecated" % query(environ)["mark"], DeprecationWarning, stacklevel=1)
    warnings.warn("%s user warning" % query(environ)["mark"], stacklevel=1)
    return text(start_response, "logged")


@application.conforming
def caught(environ, start_response):
    """Prints a traceback the usual way."""
    try:
        raise ValueError(query(environ)["mark"] + " caught")
    except ValueError:
        traceback.print_exc()
    return text(start_response, "logged")


@application.conforming
def logged_exception(environ, start_response):
    try:
        raise ValueError(query(environ)["mark"] + " logged")
    except ValueError:
        logger.exception("%s failed", query(environ)["mark"])
    return text(start_response, "logged")


@application.bare("it raises")
def raised(environ, start_response):
    def inner():
        raise ValueError(query(environ)["mark"] + " raised\nwith a second line")
    inner()


@application.bare("it raises, with a cause")
def chained(environ, start_response):
    mark = query(environ)["mark"]
    try:
        raise KeyError(mark + " cause")
    except KeyError as cause:
        raise ValueError(mark + " effect") from cause


@application.bare("it raises inside a thread of its own")
def in_thread(environ, start_response):
    mark = query(environ)["mark"]

    def fail():
        print(mark, "printed by a thread")
        raise ValueError(mark + " in a thread")
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    return text(start_response, "logged")


@application.conforming
def interleaved(environ, start_response):
    """Parts of lines from two requests at once do not mix: every thread has lines of its own."""
    mark = query(environ)["mark"]
    for number in range(20):
        environ["wsgi.errors"].write("%s-%d " % (mark, number))
    environ["wsgi.errors"].write("end\n")
    return text(start_response, "logged")
