"""Starts a worker process of Tomcat WSGI's daemon mode: ``wsgi-worker.py --supervised TITLE``, or with the options that ``--help`` shows."""
import os
import sys


def run(arguments):
    directory = sys.path[0]
    from tomcatwsgi import standalone, supervised
    # the gateway's directory is no place to find applications' modules in
    sys.path.remove(directory)
    compiled = "--compiled" in arguments[:3]
    if compiled:
        arguments.remove("--compiled")
    if arguments[:1] == ["--supervised"]:
        return supervised.main(compiled)
    return standalone.main(arguments, compiled)


if __name__ == "__main__":
    code = run(sys.argv[1:])
    # not through Python's own end: it would wait for threads, and tear down C extensions that others still use
    os._exit(code)
