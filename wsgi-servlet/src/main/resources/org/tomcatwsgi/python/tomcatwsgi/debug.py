"""The page that shows a developer an exception with its source lines: setting ``debug``, requests over the loopback interface only."""
import linecache
import os
from html import escape

from tomcatwsgi.headers import render
from tomcatwsgi.scripts import LoadError

# source lines before and behind the one that failed; frames of a traceback, at each of its ends; exceptions of a chain
_CONTEXT = 3
_FRAMES = 40
_CHAIN = 10

_STYLE = """
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1b2330; --soft: #596474; --line: #dde1e7; --mark: #fde8e4; --failed: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --page: #10141a; --card: #181e26; --text: #e3e8ef; --soft: #9aa5b4; --line: #2b3440; --mark: #46211f; --failed: #ff8a80; } }
body { margin: 0 auto; max-width: 1000px; padding: 1rem; background: var(--page); color: var(--text); font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.2rem; color: var(--failed); overflow-wrap: anywhere; white-space: pre-wrap; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem 1rem; margin: .7rem 0; }
h2 { font-size: .9rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 span, p { color: var(--soft); font-weight: 400; }
pre { margin: 0; overflow-x: auto; font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
mark { display: block; background: var(--mark); color: inherit; }
"""


def response(error, bodyless):
    """Return head and body of a 500 response that shows ``error``; no body if ``bodyless``."""
    body = page(error).encode("utf-8", "backslashreplace")
    head = render("500 Internal Server Error", [
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff")])
    return head if bodyless else head + body


def page(error):
    """The page as text."""
    parts = ["<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
             "<title>", escape(_name(error)), "</title><style>", _STYLE, "</style></head><body>"]
    for number, (link, each) in enumerate(_chain(error)):
        if number:
            parts += ["<p>", link, "</p>"]
        parts += ["<h1>", escape(_name(each)), ": ", escape(_text(each)), "</h1>"]
        parts += _frames(each)
    parts.append("<p>Shown because <code>debug</code> is on and the request came over the loopback interface.</p></body></html>")
    return "".join(parts)


def _chain(error):
    """The exception that nobody caught, then those it came from, each with what it was to the one before."""
    chain = []
    link = ""
    while error is not None and len(chain) < _CHAIN and all(error is not each for _, each in chain):
        chain.append((link, error))
        if error.__cause__ is not None:
            error, link = error.__cause__, "It was caused by:"
        else:
            hidden = error.__suppress_context__ and not isinstance(error, LoadError)
            error, link = None if hidden else error.__context__, "It came up while this one was handled:"
    return chain


def _frames(error):
    """Sections for the frames of ``error``, the innermost first, without those of the gateway."""
    here = os.path.dirname(__file__)
    trace = error.__traceback__
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if os.path.dirname(code.co_filename) != here:
            frames.append(_frame(code.co_filename, trace.tb_lineno, code.co_name, trace.tb_frame.f_globals))
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        frames.append(_frame(error.filename, error.lineno, "syntax", None))
    frames.reverse()
    if len(frames) > 2 * _FRAMES:
        frames[_FRAMES:-_FRAMES] = ["<p>%d frames are left out.</p>" % (len(frames) - 2 * _FRAMES)]
    return frames


def _frame(path, number, function, names):
    linecache.checkcache(path)
    lines = []
    for at in range(max(1, number - _CONTEXT), number + _CONTEXT + 1):
        line = linecache.getline(path, at, names)
        if line:
            text = "%5d  %s" % (at, escape(line.rstrip("\r\n")))
            lines.append("<mark>%s</mark>" % text if at == number else text + "\n")
    return "<section><h2>%s <span>in %s, line %d</span></h2><pre>%s</pre></section>" % (escape(function), escape(path), number, "".join(lines))


def _name(error):
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else "%s.%s" % (kind.__module__, kind.__qualname__)


def _text(error):
    try:
        return str(error)
    except Exception as failure:
        return "<its text cannot be had: %s>" % type(failure).__name__
