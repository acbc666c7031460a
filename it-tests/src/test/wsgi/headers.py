"""Response headers and statuses, which reach the client as they are."""
from fixture import PLAIN, Behaviours, query

application = Behaviours()


@application.bare("content types that the validator does not expect")
def content_type(environ, start_response):
    """The header X-Content-Type is the Content-Type; without it there is none."""
    value = environ.get("HTTP_X_CONTENT_TYPE", "")
    start_response("200 OK", [("Content-Type", value)] if value else [])
    yield b"\xe4\xff"


@application.bare("it returns a list itself, and content types that the validator does not expect")
def content_type_list(environ, start_response):
    value = environ.get("HTTP_X_CONTENT_TYPE", "")
    start_response("200 OK", [("Content-Type", value)] if value else [])
    return [b"\xe4\xff"]


@application.conforming
def headers(environ, start_response):
    start_response("200 OK", [
        PLAIN, ("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; HttpOnly"), ("X-Order", "1"), ("x-order", "2"), ("X-Latin", "caf\xe9"),
        ("X-Spaces", "a  b"), ("Vary", "Accept"), ("Vary", "Cookie"), ("WWW-Authenticate", 'Basic realm="a"'), ("Content-Language", "de-CH"),
        ("Cache-Control", "no-store"), ("ETag", 'W/"x"'), ("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"), ("X-Empty", "")])
    return [b"headers"]


@application.conforming
def many_headers(environ, start_response):
    start_response("200 OK", [PLAIN] + [("X-Header-%d" % number, "value %d" % number) for number in range(50)])
    return [b"many"]


@application.conforming
def own_date_and_server(environ, start_response):
    start_response("200 OK", [PLAIN, ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Server", "fixture/1.0")])
    return [b"own"]


@application.conforming
def redirect(environ, start_response):
    """To the place that the query names, as it is."""
    start_response("302 Found", [PLAIN, ("Location", query(environ)["to"])])
    return [b"over there"]


@application.conforming
def status(environ, start_response):
    line = query(environ)["line"]
    start_response(line, [PLAIN])
    return [("own body of " + line).encode("latin-1")]


@application.conforming
def authenticate(environ, start_response):
    start_response("401 Unauthorized", [PLAIN, ("WWW-Authenticate", 'Basic realm="fixture"')])
    return [b"own 401 page"]
