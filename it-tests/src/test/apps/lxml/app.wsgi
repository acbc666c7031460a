"""Transforms XML by XSLT: what is sent to /transform becomes HTML by books.xsl beside this script; /find evaluates an XPath expression."""
import os
from urllib.parse import parse_qs

from lxml import etree

TRANSFORM = etree.XSLT(etree.parse(os.path.join(os.path.dirname(os.path.abspath(__file__)), "books.xsl")))


def application(environ, start_response):
    query = parse_qs(environ["QUERY_STRING"])
    try:
        document = etree.parse(environ["wsgi.input"], etree.XMLParser(resolve_entities=False, no_network=True))
        if environ["PATH_INFO"] == "/transform":
            result = TRANSFORM(document, title=etree.XSLT.strparam(query["title"][0]))
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [bytes(result)]
        found = [str(text) for text in document.xpath(query["path"][0])]
        start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
        return ["\n".join(found).encode()]
    except (etree.XMLSyntaxError, etree.XPathError) as error:
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [str(error).encode()]
