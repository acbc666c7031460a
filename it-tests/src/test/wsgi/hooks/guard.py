"""An access hook: every kind of answer, chosen by the header X-Who."""


def allow_access(environ, host):
    assert environ["REMOTE_HOST"] == host and "HTTP_AUTHORIZATION" not in environ
    who = environ.get("HTTP_X_WHO")
    if who == "raises":
        raise ValueError(who)
    return {"none": None, "one": 1, "stranger": False}.get(who, host == "127.0.0.1")
