"""Scripts as modules: loaded once, found by their name, tried again when they could not be loaded (S-01, S-05, C-20)."""
import os
import pickle
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../main/resources/org/tomcatwsgi/python"))

from tomcatwsgi.scripts import LoadError, Scripts, module_name

BASKET = """
class Basket:
    def __init__(self, *things):
        self.things = things


def application(environ, start_response):
    return Basket("tea", "coffee")


loaded = object()
"""


class ScriptsTest(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.script = os.path.join(directory.name, "no-module's name.wsgi")
        self.addCleanup(sys.modules.pop, module_name(self.script), None)
        self.write(BASKET)

    def write(self, source):
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(source)

    def test_loaded_once(self):
        scripts = Scripts()
        first = scripts.module_of_script(self.script).loaded
        self.assertIs(scripts.module_of_script(self.script).loaded, first)
        self.assertIs(scripts.application("script", self.script, "application"), scripts.application("script", self.script, "application"))
        self.assertEqual(sys.modules[module_name(self.script)].__file__, self.script)

    def test_pickles_outlive_a_reload(self):
        basket = Scripts().application("script", self.script, "application")(None, None)
        stored = pickle.dumps(basket)
        before = sys.modules.pop(module_name(self.script))
        Scripts().module_of_script(self.script)
        read = pickle.loads(stored)
        self.assertEqual(read.things, ("tea", "coffee"))
        self.assertIsNot(type(read), before.Basket)

    def test_failed_load_is_tried_again(self):
        scripts = Scripts()
        self.write("import no_such_module_anywhere\n")
        with self.assertRaises(LoadError) as failure:
            scripts.application("script", self.script, "application")
        self.assertIn("no_such_module_anywhere", failure.exception.summary)
        self.assertNotIn(module_name(self.script), sys.modules)
        self.write(BASKET)
        self.assertEqual(scripts.application("script", self.script, "application")(None, None).things, ("tea", "coffee"))
