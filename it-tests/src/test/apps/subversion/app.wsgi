"""Browses Subversion repositories, and commits to them, through Subversion's C bindings, as Trac and ViewVC do.

/REPOSITORY/path shows a directory or a file, with ?revision=N of a former revision; /REPOSITORY?log shows the history; PUT commits a file.
"""
import html
import os
from urllib.parse import parse_qs, quote

from svn import core, fs, repos

# bytes: the bindings of Python 3 take and give UTF-8
REPOSITORIES = os.environb[b"REPOSITORIES"]


class Refused(Exception):
    """A status and a reason for the client."""


def application(environ, start_response):
    name, _, path = environ["PATH_INFO"].encode("latin-1").lstrip(b"/").partition(b"/")
    path = path.rstrip(b"/")
    query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    try:
        if not name or name.startswith(b".") or not os.path.isdir(os.path.join(REPOSITORIES, name)):
            raise Refused("404 Not Found", "no such repository")
        repository = repos.open(os.path.join(REPOSITORIES, name))
        filesystem = repos.fs(repository)
        if environ["REQUEST_METHOD"] == "PUT":
            revision = commit(repository, filesystem, path, environ["wsgi.input"], query["log"][0].encode())
            return page(start_response, "201 Created", "revision %d" % revision)
        if "log" in query:
            return page(start_response, "200 OK", "\n".join(history(filesystem)))
        revision = int(query["revision"][0]) if "revision" in query else fs.youngest_rev(filesystem)
        return node(start_response, fs.revision_root(filesystem, revision), path, revision)
    except Refused as refused:
        return page(start_response, refused.args[0], refused.args[1])
    except core.SubversionException as error:
        return page(start_response, "404 Not Found" if error.apr_err == core.SVN_ERR_FS_NO_SUCH_REVISION else "409 Conflict", str(error))


def page(start_response, status, text, kind="text/plain"):
    start_response(status, [("Content-Type", kind + "; charset=utf-8")])
    return [text.encode()]


def node(start_response, root, path, revision):
    kind = fs.check_path(root, path)
    if kind == core.svn_node_none:
        raise Refused("404 Not Found", "no such path")
    if kind == core.svn_node_dir:
        entries = fs.dir_entries(root, path)
        items = ["<li><a href=\"%s\">%s</a></li>" % (quote(name), html.escape(name.decode() + ("/" if entry.kind == core.svn_node_dir else "")))
                 for name, entry in sorted(entries.items())]
        return page(start_response, "200 OK", "<title>Revision %d: /%s</title><ul>%s</ul>" % (revision, html.escape(path.decode()), "".join(items)), "text/html")
    mime_type = fs.node_prop(root, path, core.SVN_PROP_MIME_TYPE)
    start_response("200 OK", [
        ("Content-Type", mime_type.decode() if mime_type else "text/plain"), ("Content-Length", str(fs.file_length(root, path))),
        ("ETag", "\"%d\"" % fs.node_created_rev(root, path))])
    return content(fs.file_contents(root, path))


def content(stream):
    block = core.svn_stream_read(stream, 16384)
    while block:
        yield block
        block = core.svn_stream_read(stream, 16384)
    core.svn_stream_close(stream)


def history(filesystem):
    for revision in range(fs.youngest_rev(filesystem), 0, -1):
        properties = fs.revision_proplist(filesystem, revision)
        changed = fs.paths_changed2(fs.revision_root(filesystem, revision))
        yield "%d %s: %s (%s)" % (revision, properties.get(b"svn:author", b"nobody").decode(), properties[b"svn:log"].decode(),
                                  " ".join(sorted(path.decode() for path in changed)))


def commit(repository, filesystem, path, body, log):
    transaction = repos.fs_begin_txn_for_commit(repository, fs.youngest_rev(filesystem), b"web", log)
    root = fs.txn_root(transaction)
    try:
        if fs.check_path(root, path) == core.svn_node_none:
            fs.make_file(root, path)
        stream = fs.apply_text(root, path, None)
        for block in iter(lambda: body.read(16384), b""):
            core.svn_stream_write(stream, block)
        core.svn_stream_close(stream)
        return repos.fs_commit_txn(repository, transaction)
    except core.SubversionException:
        fs.abort_txn(transaction)
        raise
