"""The WSGI callable: request in, page out."""
from sample import guestbook, pages, source, stream, upload
from sample.facts import count_request
from sample.request import Request
from sample.response import HttpError

ROUTES = {
    "/": {"GET": pages.home},
    "/guestbook": {"GET": guestbook.show, "POST": guestbook.sign},
    "/upload": {"GET": upload.form, "POST": upload.receive},
    "/stream": {"GET": stream.page},
    "/stream/events": {"GET": stream.events},
    "/stream/text": {"GET": stream.text},
    "/source": {"GET": source.index},
    "/environ": {"GET": pages.environ},
    "/error": {"GET": pages.error_demo},
}

# Here the last segment of the path is a name.
NAMED = {
    "/source/": {"GET": source.send},
}


def application(environ, start_response):
    """Answer one request (PEP 3333). What raises anything but `HttpError` is the server's to log and to answer with 500."""
    request = Request(environ, count_request())
    try:
        response = handler_of(request)(request)
    except HttpError as error:
        response = pages.error(request, error)
    if request.method == "HEAD":
        response.drop_body()
    start_response(response.status, response.headers)
    return response.body


def handler_of(request):
    """Return the function that answers the request. Raise 404 and 405 as `HttpError`."""
    handlers = ROUTES.get(request.path) or NAMED.get(request.path[:request.path.rfind("/") + 1])
    if handlers is None:
        raise HttpError("404 Not Found", "There is no page [%s] here." % request.path)
    handler = handlers.get("GET" if request.method == "HEAD" else request.method)
    if handler is None:
        allowed = sorted({*handlers, "HEAD"})
        raise HttpError("405 Method Not Allowed", "This page does not take %s." % request.method, [("Allow", ", ".join(allowed))])
    return handler
