"""What the tests of the FastCGI client ask real servers for."""


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/echo":
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))])
        return [body]
    if path == "/stream":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return (bytes([number % 251]) * 65536 for number in range(160))
    if path == "/unread":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return (b"x" * 65536 for number in range(160))
    if path == "/hello":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
        return [b"hello"]
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"nothing at " + path.encode("latin-1")]
