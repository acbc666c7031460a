"""What the settings of requests change: errors, methods, bodies, and the container's objects."""
import os

from fixture import Behaviours, query, text

application = Behaviours()
BARE = "it keeps to PEP 3333, but with keys and objects that the validator does not know"

kept = {}


def blocks(answer, how):
    """The answer as a list, or as a generator of blocks."""
    return [answer] if how == "list" else (answer[i:i + 4] for i in range(0, len(answer), 4))


@application.conforming
def error(environ, start_response):
    """An error page of the application's own: ``status``, ``how`` its body comes."""
    asked = query(environ)
    start_response(asked["status"] + " As The Application Says", [
        ("Content-Type", "text/x-own"), ("ETag", '"own"'), ("Content-Language", "tlh"), ("Set-Cookie", "own=1"), ("WWW-Authenticate", "Own"), ("X-Own", "header")])
    return blocks(b"the application's own page", asked["how"])


@application.bare("the server has to see the file wrapper itself")
def error_file(environ, start_response):
    start_response("410 Gone", [("Content-Type", "text/x-own")])
    return environ["wsgi.file_wrapper"](open(__file__, "rb"))


@application.conforming
def error_midway(environ, start_response):
    """An error page that breaks off."""
    start_response("404 Not Found", [("Content-Type", "text/x-own")])
    yield b"the application's own"
    raise ValueError("midway")


@application.bare("the validator knows that HEAD has no body")
def method(environ, start_response):
    """Says the method that it sees, in a header and, in blocks if ``how`` says so, in the body."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Method", environ["REQUEST_METHOD"])])
    return blocks(("method " + environ["REQUEST_METHOD"]).encode(), query(environ).get("how", "list"))


@application.bare("the server has to see the file wrapper itself")
def method_file(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Method", environ["REQUEST_METHOD"])])
    return environ["wsgi.file_wrapper"](open(__file__, "rb"))


@application.conforming
def size(environ, start_response):
    return text(start_response, str(len(environ["wsgi.input"].read(-1))))


@application.conforming
def size_or_error(environ, start_response):
    """Catches what reading raises, as frameworks do, and answers ``status``."""
    try:
        return text(start_response, str(len(environ["wsgi.input"].read(-1))))
    except OSError as error:
        start_response(query(environ)["status"] + " Caught", [("Content-Type", "text/plain")])
        return [str(error).encode()]


@application.bare(BARE)
def container(environ, start_response):
    """The container's objects themselves (D-16)."""
    request = environ["jakarta.servlet.request"]
    environ["jakarta.servlet.response"].addHeader("X-From-Java", "yes")
    return text(start_response, "%s %s %s" % (
        request.getHeader("X-Some"), environ["jakarta.servlet.context"].getContextPath(), environ["tomcat.jndi"]("bean/Counter").incrementAndGet() > 0))


@application.bare(BARE)
def session(environ, start_response):
    """Counts the client's requests in its session."""
    there = environ["tomcat.session"](False)
    session = environ["tomcat.session"]()
    session["count"] = session.get("count", 0) + 1
    session["name"] = "Ol\u00e9"
    return text(start_response, "%s %d %s %s %s" % (there is not None, session["count"], session["name"], sorted(session), session.is_new))


@application.bare(BARE)
def session_types(environ, start_response):
    """What a session takes, and what it does not."""
    session = environ["tomcat.session"]()
    refused = []
    for value in ([1], {}, b"x", None, object()):
        try:
            session["value"] = value
        except TypeError:
            refused.append(type(value).__name__)
    for value in ("text", 7, 2 ** 40, 1.5, True):
        session["value"] = value
        assert session["value"] == value and type(session["value"]) is type(value), value
    del session["value"]
    missing = "value" not in session
    session.invalidate()
    return text(start_response, "%s %s" % (" ".join(refused), missing))


@application.bare(BARE)
def jndi(environ, start_response):
    try:
        return text(start_response, repr(environ["tomcat.jndi"](query(environ)["name"])))
    except LookupError as error:
        return text(start_response, "LookupError %s" % error)


@application.bare(BARE)
def keep(environ, start_response):
    """Keeps the ways to ask the container beyond the request, which is a mistake."""
    kept["jndi"] = environ["tomcat.jndi"]
    kept["session"] = environ["tomcat.session"]()
    return text(start_response, "kept")


@application.bare(BARE)
def use_kept(environ, start_response):
    answers = []
    for use in (lambda: kept["jndi"]("greeting"), lambda: kept["session"].id):
        try:
            answers.append("answered %s" % use())
        except RuntimeError as error:
            answers.append(str(error))
    return text(start_response, "; ".join(answers))


@application.bare(BARE)
def keys(environ, start_response):
    return text(start_response, " ".join(key for key in environ if key.startswith(("jakarta.", "tomcat."))))


@application.conforming
def process(environ, start_response):
    return text(start_response, str(os.getpid()))
