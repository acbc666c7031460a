"""Receives files of any size in constant memory and says what arrived. Nothing is kept."""
import hashlib
import time

from sample.multipart import Multipart
from sample.pages import page
from sample.response import HttpError
from sample.templates import render, render_all


def limit_of(environ):
    """The largest request body in bytes; web.xml sets UPLOAD_LIMIT_MIB."""
    return int(environ.get("UPLOAD_LIMIT_MIB", "64")) << 20


def form(request):
    """GET: the form alone."""
    return upload_page(request, [])


def receive(request):
    """POST: the files, hashed block by block while they arrive. It changes nothing, so it needs no token against forged forms."""
    if request.media_type() != "multipart/form-data":
        raise HttpError("415 Unsupported Media Type", "Files are sent as multipart/form-data.")
    started = time.monotonic()
    body = request.body(limit_of(request.environ))
    files = [received(part) for part in Multipart(body, request.environ["CONTENT_TYPE"]) if part.filename]
    if not files:
        raise HttpError("400 Bad Request", "No file was chosen.")
    return upload_page(request, files, time.monotonic() - started)


def received(part):
    """What there is to say about a file: a row of the table."""
    digest = hashlib.sha256()
    size = 0
    for block in part.blocks:
        digest.update(block)
        size += len(block)
    return {"name": part.filename, "type": part.content_type, "size": "{:,}".format(size), "sha256": digest.hexdigest()}


def upload_page(request, files, seconds=0.0):
    result = render("uploaded", count=len(files), seconds="%.2f" % seconds, rows=render_all("uploaded_file", files)) if files else ""
    return page(request, "Upload", "upload", result=result, limit=limit_of(request.environ) >> 20, url=request.url("/upload"))
