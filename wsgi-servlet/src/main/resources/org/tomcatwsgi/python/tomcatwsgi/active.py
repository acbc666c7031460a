"""``mod_wsgi.active_requests`` (M-09)."""
from collections.abc import Mapping

_KEYS = ("request_start", "queue_start", "daemon_start", "application_start")


def start_fields(exchange, daemon):
    """The fields of a request's events that are known when it begins (M-15)."""
    environ = exchange.environ
    server = environ.get("mod_wsgi.server_pid", "")
    fields = {
        "request_id": environ.get("mod_wsgi.request_id", ""),
        "thread_id": environ.get("mod_wsgi.thread_id"),
        "server_pid": int(server) if server.isdigit() else None,
        "callable_object": environ.get("mod_wsgi.callable_object", ""),
    }
    for key in _KEYS:
        fields[key] = environ.get("mod_wsgi." + key, 0.0)
    if daemon:
        # requests wait in Tomcat, and get to a process that is there
        fields["daemon_connects"] = 1
        fields["daemon_restarts"] = 0
    return fields


class ActiveRequests(Mapping):
    """The requests that run now, by request id: a view that is always up to date. A value is what `request_started` says, and ``request_data``."""

    def __init__(self, observation):
        self._observation = observation

    def _now(self):
        found = {}
        for _, exchange in self._observation.exchanges():
            fields = start_fields(exchange, self._observation.daemon)
            fields["request_environ"] = exchange.environ
            fields["request_data"] = exchange.request_data()
            found[fields["request_id"]] = fields
        return found

    def __getitem__(self, request_id):
        return self._now()[request_id]

    def __iter__(self):
        return iter(self._now())

    def __len__(self):
        return len(self._observation.exchanges())

    def __repr__(self):
        return repr(self._now())
