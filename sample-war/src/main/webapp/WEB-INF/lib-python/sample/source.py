"""Shows the source code of this application, each file sent by ``wsgi.file_wrapper``."""
import os
from wsgiref.util import FileWrapper

from sample.pages import page
from sample.response import HttpError, Response
from sample.templates import render_all

BLOCK = 64 << 10


def list_files():
    """The files anybody may see, by the names they have in a URL: chosen here and not by what a request asks for."""
    package = os.path.dirname(os.path.abspath(__file__))
    web_inf = os.path.dirname(os.path.dirname(package))
    files = {name: os.path.join(web_inf, name) for name in ("app.wsgi", "web.xml")}
    files.update((name, os.path.join(package, name)) for name in sorted(os.listdir(package)) if name.endswith(".py"))
    return files


FILES = list_files()


def index(request):
    """All files with the first sentence of each."""
    rows = [{"root": request.root, "name": name, "size": "{:,}".format(os.path.getsize(path)), "summary": summary(path)}
            for name, path in FILES.items()]
    return page(request, "Source", "source", rows=render_all("source_file", rows))


def summary(path):
    """The docstring's first line; web.xml has none."""
    with open(path, encoding="utf-8") as file:
        line = file.readline()
    return line.strip().strip('"') if line.startswith('"""') else "What Tomcat needs to know: the script, its settings, its place."


def send(request):
    """One file: inline, or with "?download" in the query as a file to keep."""
    name = request.path.rpartition("/")[2]
    path = FILES.get(name)
    if path is None:
        raise HttpError("404 Not Found", "There is no file [%s] here." % name)
    file = open(path, "rb")
    status = os.fstat(file.fileno())
    tag = '"%x-%x"' % (status.st_mtime_ns, status.st_size)
    # no-cache lets browsers keep it but makes them ask whether it is still the same
    headers = [("Cache-Control", "no-cache"), ("ETag", tag)]
    if matches(request.environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        file.close()
        return Response("304 Not Modified", "", [], headers)
    headers.append(("Content-Length", str(status.st_size)))
    if request.environ.get("QUERY_STRING") == "download":
        headers.append(("Content-Disposition", 'attachment; filename="%s"' % name))
    wrapper = request.environ.get("wsgi.file_wrapper", FileWrapper)
    return Response("200 OK", "text/plain; charset=utf-8", wrapper(file, BLOCK), headers)


def matches(header, tag):
    """Whether an If-None-Match header names the tag (RFC 9110 section 13.1.2)."""
    tags = [one.strip() for one in header.split(",")]
    return tag in tags or "W/" + tag in tags or tags == ["*"]
