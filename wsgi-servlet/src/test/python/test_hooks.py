"""Hook scripts: what they may answer, and that everything else refuses (S-06 to S-10)."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../main/resources/org/tomcatwsgi/python"))

from tomcatwsgi.hooks import FAILED, NAMES, NO, NO_OPINION, TEXT, YES, Hooks
from tomcatwsgi.scripts import Scripts


class HookTest(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.script = os.path.join(directory.name, "hooks.py")
        self.records = []
        self.hooks = Hooks(Scripts(), self.records.append, {"mod_wsgi.process_group": "", "wsgi.errors": sys.stderr})
        self.clock = 1000000000

    def write(self, source):
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(source)
        self.clock += 1
        os.utime(self.script, (self.clock, self.clock))

    def call(self, name, *arguments, flags="r", **environ):
        pairs = [text for pair in environ.items() for text in pair]
        return self.hooks.call(self.script, name, (flags, str(len(arguments))) + arguments + tuple(pairs))

    def answer(self, signature, result, *arguments, **environ):
        """What the hook ``signature`` answers if its body is ``return result``."""
        self.write("def %s:\n    return %s\n" % (signature, result))
        return self.call(signature.partition("(")[0], *arguments, **environ)

    def assert_failed(self, answer, *texts):
        """The hook has failed, and one record says why."""
        self.assertEqual(answer, FAILED)
        self.assertEqual(len(self.records), 1, self.records)
        for text in texts:
            self.assertIn(text, self.records[0])
        del self.records[:]


class AccessTest(HookTest):

    def allow(self, result):
        return self.answer("allow_access(environ, host)", result, "192.0.2.1", REMOTE_ADDR="192.0.2.1")

    def test_decisions(self):
        self.assertEqual(self.allow("True"), YES)
        self.assertEqual(self.allow("False"), NO)
        self.assertEqual(self.allow("None"), NO_OPINION)
        self.assertEqual(self.allow("host == environ['REMOTE_ADDR'] == '192.0.2.1'"), YES)
        self.assertEqual(self.records, [])

    def test_nothing_else_is_a_decision(self):
        for result in ("1", "0", "'yes'", "b'T'", "[]", "object()"):
            self.assert_failed(self.allow(result), "allow_access() must return True, False or None", self.script)

    def test_missing_function(self):
        self.write("")
        self.assert_failed(self.call("allow_access", "h"), "has no function [allow_access]")
        self.assertEqual(self.call("allow_access", "h", flags="o"), NO_OPINION)

    def test_what_it_raises(self):
        for error in ("ValueError('why')", "SystemExit(0)", "KeyboardInterrupt()", "BaseException()"):
            self.write("def allow_access(environ, host):\n    raise %s\n" % error)
            self.assert_failed(self.call("allow_access", "h"), error.partition("(")[0], "in allow_access")

    def test_a_wrong_signature(self):
        self.assert_failed(self.answer("allow_access(environ)", "True", "h"), "TypeError")


class ScriptTest(HookTest):

    def test_cannot_be_loaded(self):
        for source, text in (("def broken(", "SyntaxError"), ("raise SystemExit", "SystemExit"), ("import nothing_of_that_name", "ModuleNotFoundError")):
            self.write(source)
            self.assert_failed(self.call("allow_access", "h"), text, "cannot be loaded")
            self.assert_failed(self.call("allow_access", "h", flags="ro"), text)

    def test_missing_file(self):
        self.assert_failed(self.call("allow_access", "h"), "cannot be read")

    def test_a_changed_script_is_loaded_anew(self):
        self.assertEqual(self.answer("allow_access(environ, host)", "True", "h"), YES)
        self.assertEqual(self.answer("allow_access(environ, host)", "False", "h"), NO)
        self.clock -= 100
        self.assertEqual(self.answer("allow_access(environ, host)", "True", "h"), YES, "an older file is a change too")

    def test_without_reloading_it_is_not(self):
        self.assertEqual(self.answer("allow_access(environ, host)", "True", "h"), YES)
        self.write("def allow_access(environ, host): return False\n")
        self.assertEqual(self.call("allow_access", "h", flags=""), YES)

    def test_the_former_version_does_not_stand_in_for_a_broken_one(self):
        self.assertEqual(self.answer("allow_access(environ, host)", "True", "h"), YES)
        self.write("def broken(")
        self.assert_failed(self.call("allow_access", "h"), "SyntaxError")
        self.assert_failed(self.call("allow_access", "h"), "SyntaxError")
        os.remove(self.script)
        self.assert_failed(self.call("allow_access", "h"), "cannot be read")
        self.assertEqual(self.answer("allow_access(environ, host)", "True", "h"), YES)

    def test_an_unchanged_script_is_not(self):
        self.write("count = []\ndef allow_access(environ, host):\n    count.append(1)\n    return len(count) == 3\n")
        self.assertEqual([self.call("allow_access", "h") for _ in range(3)], [NO, NO, YES])

    def test_loading_ahead_says_what_is_wrong(self):
        self.write("def broken(")
        self.hooks.load(self.script)
        self.assertIn("SyntaxError", self.records[0])

    def test_environ(self):
        self.write("def allow_access(environ, host):\n    assert type(environ) is dict\n"
                   "    return (environ['mod_wsgi.process_group'] == '' and 'wsgi.errors' in environ"
                   " and environ['mod_ssl.is_https']() and environ['mod_ssl.var_lookup']('SSL_PROTOCOL') == 'TLSv1.3'"
                   " and environ['mod_ssl.var_lookup']('REQUEST_SCHEME') == '')\n")
        self.assertEqual(self.call("allow_access", "h", REQUEST_SCHEME="https", SSL_PROTOCOL="TLSv1.3"), YES)
        self.write("def allow_access(environ, host):\n    environ['mod_wsgi.process_group'] = 'mine'\n    return False\n")
        self.assertEqual(self.call("allow_access", "h"), NO)
        self.write("def allow_access(environ, host):\n    return environ['mod_wsgi.process_group'] == ''\n")
        self.assertEqual(self.call("allow_access", "h"), YES, "each call has an environ of its own")


class PasswordTest(HookTest):

    def check(self, result):
        return self.answer("check_password(environ, user, password)", result, "grace", "s3cret-pa55", REMOTE_ADDR="h")

    def test_answers(self):
        self.assertEqual(self.check("True"), YES)
        self.assertEqual(self.check("False"), NO)
        self.assertEqual(self.check("None"), NO_OPINION)
        self.assertEqual(self.check("(user, password) == ('grace', 's3cret-pa55')"), YES)
        self.assertEqual(self.check("'Grace'"), TEXT + b"Grace")
        self.assertEqual(self.check("b'Gr\\xc3\\xa4ce'"), TEXT + b"Gr\xc3\xa4ce")
        self.assertEqual(self.records, [])

    def test_everything_else_refuses(self):
        for result in ("''", "b''", "1", "0", "[user]", "'\\u20ac'", "'a\\0b'"):
            self.assert_failed(self.check(result), "check_password")

    def test_the_password_is_in_no_log(self):
        for body in ("return {}[password]", "raise ValueError('wrong: ' + password)", "raise ValueError(user, password)", "return 'x' + 1 + password"):
            self.write("def check_password(environ, user, password):\n    %s\n" % body)
            for password in ("s3cret-pa55", "it's\nmine"):
                self.assertEqual(self.call("check_password", "grace", password), FAILED)
                record = self.records.pop()
                self.assertNotIn("s3cret", record)
                self.assertNotIn("mine", record)
                self.assertIn("in check_password", record)


class DigestTest(HookTest):

    def test_answers(self):
        def digest(result):
            return self.answer("get_realm_hash(environ, user, realm)", result, "grace", "Inside")
        self.assertEqual(digest("'0123abcd'"), TEXT + b"0123abcd")
        self.assertEqual(digest("b'0123abcd'"), TEXT + b"0123abcd")
        self.assertEqual(digest("None"), NO_OPINION)
        for result in ("True", "False", "1", "[]"):
            self.assert_failed(digest(result), "get_realm_hash() must return None or a hash")


class GroupsTest(HookTest):

    def groups(self, result):
        return self.answer("groups_for_user(environ, user)", result, "grace")

    def test_names(self):
        self.assertEqual(self.groups("[]"), NAMES)
        self.assertEqual(self.groups("['a', b'b']"), NAMES + b"a\0b\0")
        self.assertEqual(self.groups("(name for name in ('a', user))"), NAMES + b"a\0grace\0")
        self.assertEqual(self.groups("{'B\\xfccherei': 1}"), NAMES + b"B\xfccherei\0")

    def test_everything_else_refuses(self):
        for result in ("None", "'admin'", "b'admin'", "5", "[1]", "[None]", "['\\u20ac']", "['a\\0b']", "(1 // 0 for _ in 'x')"):
            self.assert_failed(self.groups(result), "groups_for_user")


class DispatchTest(HookTest):

    def dispatch(self, source, **environ):
        self.write(source)
        return self.call("dispatch", "process_group", "application_group", "callable_object", **environ)

    def test_choices(self):
        self.assertEqual(self.dispatch(""), NAMES + b"-\0-\0-\0")
        source = "def process_group(environ): return environ['X']\ndef application_group(environ): return ''\ndef callable_object(environ): return None\n"
        self.assertEqual(self.dispatch(source, X="tools"), NAMES + b"=tools\0=\0-\0")
        self.assertEqual(self.dispatch("def callable_object(environ): return b'other'\n"), NAMES + b"-\0-\0=other\0")

    def test_the_callable_is_not_known_yet(self):
        self.write("def callable_object(environ): return str('mod_wsgi.callable_object' in environ)\n")
        strings = ("r", "1", "callable_object", "mod_wsgi.callable_object", "application")
        self.assertEqual(self.hooks.call(self.script, "dispatch", strings), NAMES + b"=False\0")

    def test_everything_else_refuses(self):
        for result in ("1", "['a']", "True", "'\\u20ac'"):
            self.assert_failed(self.dispatch("def process_group(environ): return %s\n" % result), "process_group")
        self.assert_failed(self.dispatch("def callable_object(environ): raise ValueError\n"), "ValueError")
        self.assert_failed(self.dispatch("def broken("), "SyntaxError")


if __name__ == "__main__":
    unittest.main()
