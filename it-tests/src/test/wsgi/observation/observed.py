"""Uses all of the module ``mod_wsgi``. It has a group of its own, for what is observed once is observed for every request of a group."""
import contextlib
import json
import logging
import sys

import mod_wsgi
from fixture import PLAIN, Behaviours, query, state, text

application = Behaviours()

EVENTS = []


@mod_wsgi.subscribe_events
def remember(name, **event):
    """Keeps the events of requests that give a mark, a line each: the event's name, its keys, and what identifies the request."""
    if name == "request_started":
        event["request_data"]["mark"] = query(event["request_environ"]).get("mark")
    mark = event.get("request_data", {}).get("mark")
    if mark:
        EVENTS.append((mark, event["request_id"], name, event))


@mod_wsgi.subscribe_events
def upper(name, **event):
    """Puts a middleware around the application of the requests that ask for it."""
    if name == "request_started" and query(event["request_environ"]).get("wrapped"):
        inner = event["application_object"]

        def wrapped(environ, start_response):
            with contextlib.closing(inner(environ, start_response)) as blocks:
                return [block.upper() for block in blocks]
        return {"application_object": wrapped}


@mod_wsgi.subscribe_signals
def signalled(name, **event):
    """Of no consequence in embedded mode."""


@application.conforming
def hello(environ, start_response):
    return text(start_response, "hello")


@application.conforming
def module(environ, start_response):
    answer = [mod_wsgi.version, mod_wsgi.process_group, mod_wsgi.application_group, mod_wsgi.maximum_processes, mod_wsgi.threads_per_process,
              len(mod_wsgi.signal_callbacks)]
    return text(start_response, json.dumps(answer))


@application.conforming
def post(environ, start_response):
    return text(start_response, "%d" % len(environ["wsgi.input"].read(100)))


@application.conforming
def streamed(environ, start_response):
    start_response("201 Created", [PLAIN])
    return iter([b"one", b"two"])


@application.bare("it raises")
def failing(environ, start_response):
    raise ValueError("observed")


@application.conforming
def events(environ, start_response):
    """The events of a mark's request: name and sorted keys; times, sizes and the like are checked here."""
    lines = []
    requests = set()
    for mark, request, name, event in EVENTS:
        if mark == query(environ)["of"]:
            requests.add(request)
            lines.append("%s %s" % (name, " ".join(sorted(event))))
            if name == "request_finished":
                lines.append("status=%(status)s input=%(input_length)s output=%(output_length)s" % event)
                ordered = [event[key] for key in ("request_start", "application_start", "application_finish")]
                lines.append("ordered=%s" % (ordered == sorted(ordered) and event["application_time"] >= 0))
            elif name == "request_exception":
                lines.append(repr(event["exception_info"][1]))
    return text(start_response, "\n".join(lines + ["requests=%d" % len(requests)]))


@application.conforming
def shared_data(environ, start_response):
    mod_wsgi.request_data()["more"] = 1
    data = mod_wsgi.active_requests[environ["mod_wsgi.request_id"]]["request_data"]
    return text(start_response, "%s %s" % (data["mark"], data["more"]))


@application.conforming
def metrics(environ, start_response):
    """Drains the metrics; the first call starts them."""
    drained = mod_wsgi.request_metrics()
    mod_wsgi.start_recording_metrics()
    total = mod_wsgi.process_metrics()
    if drained is None:
        return text(start_response, "None")
    return text(start_response, "%d %d %d %d %d" % (
        drained["request_count"], drained["status_2xx"], drained["status_5xx"], sum(drained["application_time_buckets"]), total["active_requests"]))


@application.conforming
def server_metrics(environ, start_response):
    found = mod_wsgi.server_metrics()
    requests = [worker["request"] for process in found["processes"] for worker in process["workers"]]
    return text(start_response, json.dumps([found["thread_limit"], requests]))


@application.conforming
def levels(environ, start_response):
    logger = logging.getLogger("observed." + query(environ)["mark"])
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(mod_wsgi.LogHandler())
    logger.debug("at debug")
    logger.info("at info")
    logger.warning("at warning")
    logger.critical("at critical")
    try:
        raise ValueError("with a traceback")
    except ValueError:
        logger.exception("at error")
    return text(start_response, "logged")


@application.conforming
def everywhere(environ, start_response):
    """What is not told otherwise: the handler of last resort, one of basicConfig, and print to both streams."""
    mark = query(environ)["mark"]
    logging.getLogger("observed.last").warning("%s last resort", mark)
    root = logging.getLogger()
    before = root.handlers[:]
    logging.basicConfig()
    logging.getLogger("observed.basic").error("%s basic", mark)
    root.handlers[:] = before
    print(mark, "printed")
    print(mark, "printed as error", file=sys.stderr)
    return text(start_response, "logged")


@application.conforming
def slow(environ, start_response):
    state.pass_gate(query(environ)["name"])
    return text(start_response, "passed")


@application.conforming
def open_gate(environ, start_response):
    state.gate(query(environ)["name"]).set()
    return text(start_response, "open")
