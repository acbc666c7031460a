"""Two applications that say who the client is and who they are."""

KEYS = ("REMOTE_USER", "AUTH_TYPE", "HTTP_AUTHORIZATION", "mod_wsgi.application_group", "mod_wsgi.process_group", "mod_wsgi.callable_object")


def application(environ, start_response, name="application"):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["\n".join(["served by=" + name] + ["%s=%s" % (key, environ.get(key)) for key in KEYS]).encode("latin-1")]


def other(environ, start_response):
    return application(environ, start_response, "other")
