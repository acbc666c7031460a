"""Modules of the standard library that GraalPy lacks, or loads as native code, which only the first interpreter of a process can do.

Each file of this directory is found under its own plain name: ``pyexpat.py`` is ``import pyexpat``. They go before GraalPy's own, in embedded
interpreters only.
"""
import importlib.util
import os
import sys

library = None
"""What Java does for these modules (``org.tomcatwsgi.library.Library``); set by `install`."""


class _Finder:
    """Finds the modules of this directory, before any other finder."""

    def __init__(self, directory):
        self._files = {name[:-3]: os.path.join(directory, name) for name in os.listdir(directory) if name.endswith(".py") and name != "__init__.py"}

    def find_spec(self, name, path=None, target=None):
        file = self._files.get(name)
        return None if file is None else importlib.util.spec_from_file_location(name, file)


def install(java):
    """Make the modules importable. ``java`` becomes `library`."""
    global library
    library = java
    sys.meta_path.insert(0, _Finder(__path__[0]))
