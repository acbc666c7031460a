"""What applications import as ``mod_wsgi``: the same in embedded and in daemon mode (M-01 to M-14). docs/mod_wsgi-module.md says what differs from mod_wsgi.

`install` registers it. What an interpreter's requests show through it is the matter of `tomcatwsgi.observation`.
"""
import sys
import types
from importlib.machinery import ModuleSpec, PathFinder

from tomcatwsgi.files import FileWrapper

VERSION = (6, 0, 5)


class RequestTimeout(BaseException):
    """Raised into a request that runs for too long (P-26). Not an ``Exception``, so that no broad ``except`` of an application holds it up."""


RequestTimeout.__module__ = "mod_wsgi"


def install(process_group, application_group, maximum_processes, threads_per_process, observation, log):
    """Make ``import mod_wsgi`` work in this interpreter and return the module. ``observation``: an `Observation`; ``log(level, text)``."""
    module = types.ModuleType("mod_wsgi", "The server this application runs in: Tomcat WSGI, in the words of mod_wsgi.")
    module.__spec__ = ModuleSpec("mod_wsgi", None, origin="Tomcat WSGI")
    module.version = VERSION
    module.process_group = process_group
    module.application_group = application_group
    module.maximum_processes = maximum_processes
    module.threads_per_process = threads_per_process
    module.FileWrapper = FileWrapper
    module.RequestTimeout = RequestTimeout
    module.event_callbacks = observation.events.event_callbacks
    module.shutdown_callbacks = observation.events.shutdown_callbacks
    module.signal_callbacks = observation.events.signal_callbacks
    module.active_requests = observation.active_requests
    for name in ("subscribe_events", "subscribe_shutdown", "subscribe_signals", "request_data", "start_recording_metrics", "request_metrics",
                 "process_metrics", "server_metrics"):
        setattr(module, name, getattr(observation, name))

    def on_demand(name):
        """What costs too much to have ready: attributes that an application may never ask for (PEP 562)."""
        if name == "LogHandler":
            from tomcatwsgi.handler import handler_class
            module.LogHandler = handler_class(log)
            return module.LogHandler
        if name == "__path__":
            # mod_wsgi.server and the other modules of the package of that name on PyPI, where the application has it
            spec = PathFinder.find_spec("mod_wsgi")
            if spec is not None and spec.submodule_search_locations is not None:
                return list(spec.submodule_search_locations)
        raise AttributeError("module 'mod_wsgi' has no attribute %r" % name)

    module.__getattr__ = on_demand
    sys.modules["mod_wsgi"] = module
    return module
