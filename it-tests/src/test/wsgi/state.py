"""Shows and changes the state that the other fixtures share (see fixture.py)."""
from fixture import Behaviours, query, state, text

application = Behaviours()


@application.conforming
def counter(environ, start_response):
    return text(start_response, str(state.counter(query(environ)["name"])))


@application.conforming
def value(environ, start_response):
    found = state.get(query(environ)["name"])
    return text(start_response, "" if found is None else str(found))


@application.conforming
def open_gate(environ, start_response):
    state.gate(query(environ)["name"]).set()
    return text(start_response, "open")
