"""The pages without a subject of their own, and the frame around all pages."""
from sample import facts
from sample.response import html
from sample.templates import Html, render, render_all

NAVIGATION = (("/", "Home"), ("/guestbook", "Guest book"), ("/upload", "Upload"), ("/stream", "Streaming"), ("/source", "Source"), ("/environ", "Environ"))

# Environ keys with one of these words hold what belongs to the visitor or to the operator.
SECRETS = ("AUTHORIZATION", "COOKIE", "PASSWORD", "PASSWD", "SECRET", "TOKEN", "CREDENTIAL", "SESSION_ID", "API_KEY", "PRIVATE")


def page(request, title, template, status="200 OK", headers=(), script="", **values):
    """The response with templates/``template``.html in the frame of the site; ``script`` is a file of static/ that it needs."""
    root = request.root
    links = ({"href": root + path, "label": label, "current": current(request.path == path)} for path, label in NAVIGATION)
    return html(render(
        "page", root=root, title=title, links=render_all("link", links), content=render(template, root=root, **values),
        script=render("script", src="%s/static/%s" % (root, script)) if script else "",
        interpreter=facts.interpreter(request.environ), group=facts.group(request.environ), number=request.number), status, headers)


def current(here):
    return Html(' aria-current="page"') if here else ""


def home(request):
    """Where this page comes from, from the server down to the request, and what else there is to see."""
    environ = request.environ
    server, address = facts.server(environ)
    mode, meaning = facts.mode(environ)
    return page(
        request, "Python inside Tomcat", "home", server=server, address=address, mode=mode, meaning=meaning, group=facts.group(environ),
        interpreter=facts.interpreter(environ), python=facts.python(), execution=facts.execution(environ), number=request.number,
        uptime=facts.uptime(), mount=environ.get("SCRIPT_NAME") or "/", multithread=yes_no(environ["wsgi.multithread"]),
        multiprocess=yes_no(environ["wsgi.multiprocess"]))


def yes_no(flag):
    return "yes" if flag else "no"


def environ(request):
    """Everything the server tells about a request, by origin. A page for development: it shows how the server is set up."""
    groups = {"The request": [], "Its headers": [], "WSGI": [], "The server": []}
    for key in sorted(request.environ):
        row = {"key": key, "value": shown(key, request.environ[key])}
        groups[origin(key)].append(row)
    tables = ({"title": title, "count": len(rows), "rows": render_all("environ_row", rows)} for title, rows in groups.items() if rows)
    return page(request, "Environ", "environ", tables=render_all("environ_table", tables))


REQUEST_KEYS = {"AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE", "PATH_INFO", "QUERY_STRING", "REMOTE_USER", "SCRIPT_NAME"}


def origin(key):
    """The heading that an environ key belongs under."""
    if key.startswith("HTTP_"):
        return "Its headers"
    if key.startswith("wsgi."):
        return "WSGI"
    return "The request" if key in REQUEST_KEYS or key.startswith(("REQUEST_", "REMOTE_", "SERVER_")) else "The server"


def shown(key, value):
    """The value as text, unless it is secret."""
    if any(word in key.upper() for word in SECRETS):
        return "hidden (%d characters)" % len(str(value))
    return value if isinstance(value, str) else repr(value)


def error(request, problem):
    """The page for an `HttpError`."""
    code, _, reason = problem.status.partition(" ")
    return page(request, reason, "error", problem.status, problem.headers, code=code, reason=reason, message=problem.message)


def error_demo(request):
    """What nobody catches: the server logs the traceback and tells the client nothing but 500."""
    raise RuntimeError("the error page of the sample was asked for")
