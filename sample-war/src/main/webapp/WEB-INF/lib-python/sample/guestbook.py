"""A guest book: the whole life of a form, in memory."""
import hmac
import os
import threading
import time
from collections import deque

from sample import facts
from sample.pages import page
from sample.response import HttpError, redirect
from sample.templates import render, render_all

NAME_LENGTH = 40
MESSAGE_LENGTH = 500
FORM_BYTES = 16 << 10
COOKIE = "guestbook"


class Entry:
    """What one guest wrote. Times are seconds since the epoch."""

    __slots__ = ("number", "name", "message", "time")

    def __init__(self, number, name, message):
        self.number = number
        self.name = name
        self.message = message
        self.time = time.time()


class Book:
    """The last entries, newest first. Thread-safe. It lives as long as its interpreter and is seen by no other."""

    def __init__(self, capacity):
        self._lock = threading.Lock()
        self._entries = deque(maxlen=capacity)
        self._count = 0

    def add(self, name, message):
        with self._lock:
            self._count += 1
            entry = Entry(self._count, name, message)
            self._entries.appendleft(entry)
        return entry

    def entries(self):
        with self._lock:
            return list(self._entries)


BOOK = Book(50)


def show(request):
    """GET: the form and the entries."""
    return book_page(request)


def sign(request):
    """POST: a new entry, then a redirect, so that a reload does not write it twice."""
    fields = request.form(FORM_BYTES)
    if not is_own_form(request, fields.get("token", "")):
        raise HttpError("403 Forbidden", "This form was not sent from the guest book, or your browser keeps no cookies. Open the guest book again.")
    name = clean(fields.get("name", ""), "")
    message = clean(fields.get("message", ""), "\n")
    problem = problem_of(name, message)
    if problem:
        return book_page(request, "422 Unprocessable Content", name, message, problem)
    return redirect("%s/guestbook#entry-%d" % (request.root, BOOK.add(name, message).number))


def clean(text, kept):
    """Without control characters other than ``kept``; browsers send line ends as CR LF."""
    text = text.replace("\r\n", "\n")
    return "".join(c for c in text if c.isprintable() or c == " " or c in kept).strip()


def problem_of(name, message):
    """What is wrong with an entry, "" if nothing is."""
    if not name or not message:
        return "Please fill in both fields."
    if len(name) > NAME_LENGTH:
        return "The name has %d characters, %d fit." % (len(name), NAME_LENGTH)
    if len(message) > MESSAGE_LENGTH:
        return "The message has %d characters, %d fit." % (len(message), MESSAGE_LENGTH)
    return ""


def book_page(request, status="200 OK", name="", message="", problem=""):
    secret = request.cookie(COOKIE)
    headers = []
    if not secret:
        secret = os.urandom(16).hex()
        headers = [("Set-Cookie", cookie(request, secret))]
    entries = BOOK.entries()
    rows = ({"number": e.number, "name": e.name, "message": e.message, "ago": ago(e.time), "time": utc(e.time)} for e in entries)
    return page(
        request, "Guest book", "guestbook", status, headers, name=name, message=message, token=token(secret),
        problem=render("problem", text=problem) if problem else "", entries=render_all("entry", rows) if entries else render("no_entries"),
        name_length=NAME_LENGTH, message_length=MESSAGE_LENGTH, owner=facts.interpreter(request.environ))


# Another site can make a browser post here, but it can neither read nor set the cookie, so it cannot make the token that fits. The
# key is the browser's and not the server's: every interpreter of the group, and the next one after a reload, knows the form.

def token(secret):
    """The hidden field that only a page sent to the owner of the cookie has."""
    return hmac.new(secret.encode("latin-1"), b"guestbook", "sha256").hexdigest()


def is_own_form(request, given):
    secret = request.cookie(COOKIE)
    return bool(secret) and hmac.compare_digest(token(secret).encode(), given.encode("utf-8", "replace"))


def cookie(request, secret):
    secure = "; Secure" if request.environ["wsgi.url_scheme"] == "https" else ""
    return "%s=%s; Path=%s/guestbook; HttpOnly; SameSite=Lax%s" % (COOKIE, secret, request.root, secure)


def ago(then):
    seconds = max(0, time.time() - then)
    return "just now" if seconds < 5 else facts.duration(seconds) + " ago"


def utc(then):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(then))
