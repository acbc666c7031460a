"""Dispatch hooks: the request's headers choose."""


def _header(environ, name):
    value = environ.get(name)
    if value == "raises":
        raise ValueError(value)
    return 5 if value == "five" else value


def process_group(environ):
    return _header(environ, "HTTP_X_PROCESS")


def application_group(environ):
    return _header(environ, "HTTP_X_GROUP")


def callable_object(environ):
    return _header(environ, "HTTP_X_CALLABLE")
