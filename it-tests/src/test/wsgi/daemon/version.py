"""A script to be changed: it says its version and its process."""
import os

VERSION = "0"


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [("%s %d" % (VERSION, os.getpid())).encode()]
