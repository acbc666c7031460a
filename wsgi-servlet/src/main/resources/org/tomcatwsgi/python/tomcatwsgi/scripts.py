"""Loading of WSGI scripts and modules (S-01 to S-05, S-13)."""
import hashlib
import importlib
import os
import sys
import threading
import traceback
import types


# of a traceback, at each of its ends
_FRAMES = 60


class LoadError(Exception):
    """An application could not be loaded: ``summary`` says why in one line, ``detail`` holds the traceback or ""."""

    def __init__(self, summary, detail=""):
        super().__init__(summary)
        self.summary = summary
        self.detail = detail


class Scripts:
    """The applications of one interpreter. Each file or module is loaded once; a failed load is tried again at the next call."""

    def __init__(self):
        self._lock = threading.RLock()
        self._applications = {}

    def application(self, kind, target, name):
        """Return the callable ``name`` (S-13) of the script file (``kind`` "script") or module ("module") ``target``. Raise LoadError."""
        application = self._applications.get((target, name))
        if application is not None:
            return application
        with self._lock:
            module = self._module(target) if kind == "module" else self.module_of_script(target)
            application = _attribute(module, kind, target, name)
            self._applications[(target, name)] = application
            return application

    def module_of_script(self, path):
        """Load the script file ``path`` and return its module, the one loaded before if there is one."""
        with self._lock:
            name = module_name(path)
            module = sys.modules.get(name)
            return module if module is not None else _run(path, name)

    def current_module_of_script(self, path):
        """Like `module_of_script`, but load the file anew if it has changed since (S-02): what hook scripts do on their own (S-04).

        Raise LoadError if it cannot be loaded as it is now: an older version does not stand in for it.
        """
        name = module_name(path)
        module = sys.modules.get(name)
        if module is not None and getattr(module, "__mtime__", None) == _modified(path):
            return module
        with self._lock:
            module = sys.modules.get(name)
            if module is not None and getattr(module, "__mtime__", None) == _modified(path):
                return module
            return _run(path, name)

    def _module(self, name):
        try:
            return importlib.import_module(name)
        except BaseException as error:
            raise _failure(error, "module [%s]" % name) from None

    def files(self):
        """Return the source files of all that is imported: what a watch for changes has to look at (X-20)."""
        found = set()
        for module in list(sys.modules.values()):
            try:
                path = getattr(module, "__file__", None)
            except BaseException:
                # a lazy module that cannot be loaded has no file to look at
                continue
            if isinstance(path, str) and path.endswith((".py", ".wsgi")):
                found.add(path)
        return sorted(found)


def module_name(path):
    """The name of the module a script file becomes: stable over reloads, so that pickles of its classes stay readable (C-20)."""
    return "_mod_wsgi_" + hashlib.md5(os.fsencode(path), usedforsecurity=False).hexdigest()


def _modified(path):
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None


def _run(path, name):
    try:
        with open(path, "rb") as file:
            source = file.read()
        modified = os.stat(path).st_mtime
    except OSError as error:
        raise LoadError("script [%s] cannot be read: %s. Make it a file that Tomcat's user may read." % (path, error.strerror or error)) from None
    module = types.ModuleType(name)
    module.__file__ = path
    module.__mtime__ = modified
    # registered before it runs: dataclasses, pickle and Pyramid look a module up by its name
    sys.modules[name] = module
    try:
        exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    except BaseException as error:
        sys.modules.pop(name, None)
        raise _failure(error, "script [%s]" % path) from None
    return module


def _attribute(module, kind, target, name):
    application = module
    try:
        for part in name.split(".") if kind == "module" else (name,):
            application = getattr(application, part)
    except AttributeError:
        raise LoadError("%s [%s] has no callable [%s]. Define it, or name another one with callableObject." % (kind, target, name)) from None
    if not callable(application):
        raise LoadError("[%s] in %s [%s] is not callable but %s. Name another one with callableObject."
                        % (name, kind, target, type(application).__name__))
    return application


def _failure(error, what):
    return LoadError("%s cannot be loaded: %s: %s. %s" % (what, type(error).__name__, error, _remedy(error)), format_error(error))


def _remedy(error):
    if isinstance(error, ModuleNotFoundError):
        return "Put the module into WEB-INF/lib-python, or name its directory in pythonPath."
    return "Correct it; the traceback follows."


def format_error(error):
    """The traceback of ``error`` as Python prints it, without the frames of the gateway above the application's."""
    trace = error.__traceback__
    here = os.path.dirname(__file__)
    # a syntax error has its place in itself and needs no frame
    needed = not isinstance(error, SyntaxError)
    while trace is not None and (trace.tb_next is not None or not needed) and os.path.dirname(trace.tb_frame.f_code.co_filename) == here:
        trace = trace.tb_next
    lines = traceback.format_exception(type(error), error, trace)
    if len(lines) > 2 * _FRAMES:
        lines[_FRAMES:-_FRAMES] = ["  [%d frames left out]\n" % (len(lines) - 2 * _FRAMES)]
    return "".join(lines).rstrip("\n")
