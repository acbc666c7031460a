"""What the archive of loaded classes is made from: a little of what most applications do."""
import datetime
import hashlib
import html
import io
import json
import logging
import os
import re
import threading
import urllib.parse

_WORD = re.compile(r"(\w+)\s*=\s*(\w+)")
_LOCK = threading.Lock()
_LOG = logging.getLogger(__name__)


class Row:
    def __init__(self, number):
        self.number = number

    def cells(self):
        return ["<td>%s</td>" % html.escape("%d & %s" % (self.number, name)) for name in ("a", "b", "c")]


def rows(count):
    for number in range(count):
        yield "<tr>%s</tr>" % "".join(Row(number).cells())


def application(environ, start_response):
    query = urllib.parse.parse_qs("a=1&b=2&c=" + environ["PATH_INFO"])
    with _LOCK:
        _LOG.debug("query %r", query)
    body = io.BytesIO()
    body.write("\n".join(rows(20)).encode("utf-8"))
    body.write(json.dumps({"query": query, "words": _WORD.findall("a = b, c = d"), "now": datetime.datetime.now().isoformat()}, sort_keys=True).encode())
    body.write(hashlib.sha256(body.getvalue()).hexdigest().encode())
    body.write(os.path.join("a", "b").encode())
    data = body.getvalue()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(data)))])
    return [data]
