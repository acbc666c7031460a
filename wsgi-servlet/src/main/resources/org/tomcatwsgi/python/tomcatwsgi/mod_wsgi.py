"""What applications import as ``mod_wsgi``: the same in embedded and in daemon mode (M-01 to M-06).

`install` registers it; metrics and the other events are not part of it.
"""
import sys
import types

VERSION = (6, 0, 5)


class RequestTimeout(BaseException):
    """Raised into a request that runs for too long (P-26). Not an ``Exception``, so that no broad ``except`` of an application holds it up."""


RequestTimeout.__module__ = "mod_wsgi"


def install(process_group, application_group, maximum_processes, threads_per_process):
    """Make ``import mod_wsgi`` work in this interpreter and return the module."""
    module = types.ModuleType("mod_wsgi", "The server this application runs in: Tomcat WSGI, in the words of mod_wsgi.")
    module.version = VERSION
    module.process_group = process_group
    module.application_group = application_group
    module.maximum_processes = maximum_processes
    module.threads_per_process = threads_per_process
    module.RequestTimeout = RequestTimeout
    module.shutdown_callbacks = callbacks = []

    def subscribe_shutdown(callback):
        """Have ``callback("process_stopping", shutdown_reason=...)`` called once when the process or interpreter ends (M-06); returns it."""
        callbacks.append(callback)
        return callback

    module.subscribe_shutdown = subscribe_shutdown
    sys.modules["mod_wsgi"] = module
    return module


def publish_shutdown(module, reason, log):
    """Call all functions of ``subscribe_shutdown``, once. What one raises goes to ``log(error)``, and the next is called."""
    callbacks = module.shutdown_callbacks[:]
    del module.shutdown_callbacks[:]
    for callback in callbacks:
        try:
            callback("process_stopping", shutdown_reason=reason)
        except BaseException as error:
            log(error)
