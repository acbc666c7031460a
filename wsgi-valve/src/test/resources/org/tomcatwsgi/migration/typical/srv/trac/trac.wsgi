"""Like Trac's: the environment comes by a variable of the request, the user by REMOTE_USER at /login."""


def application(environ, start_response):
    if environ["PATH_INFO"] == "/login":
        start_response("302 Found", [("Location", environ["SCRIPT_NAME"] + "/wiki"), ("X-User", environ["REMOTE_USER"])])
        return [b""]
    lines = [
        "trac",
        environ["SCRIPT_NAME"] + "|" + environ["PATH_INFO"],
        environ["mod_wsgi.process_group"] + "|" + environ["mod_wsgi.application_group"],
        environ["TRAC_ENV"].rsplit("/", 2)[1],
        str(environ.get("REMOTE_USER")),
        str("HTTP_AUTHORIZATION" in environ),
    ]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["\n".join(lines).encode("latin-1")]
