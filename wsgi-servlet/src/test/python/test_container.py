"""tomcatwsgi.container: what an embedded application may ask the container for (D-16)."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../main/resources/org/tomcatwsgi/python"))

from tomcatwsgi import container


class Answers:
    """A transport whose container answers from a dict, by question and first argument; what it lacks is refused."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def ask(self, question, first, second):
        self.asked.append((question, first, second))
        key = (question, first) if (question, first) in self.answers else question
        return [self.answers[key]] if key in self.answers else None

    def failure(self):
        return "no answer"


def environ(**answers):
    """An environ with the container's keys, and its transport; a question's "." is written "_"."""
    transport = Answers({"request": "R", "response": "A", "context": "C", **{name.replace("_", "."): value for name, value in answers.items()}})
    values = {}
    container.add_to(values, transport)
    return values, transport


class ContainerTest(unittest.TestCase):

    def test_objects(self):
        values, _ = environ()
        self.assertEqual((values["jakarta.servlet.request"], values["jakarta.servlet.response"], values["jakarta.servlet.context"]), ("R", "A", "C"))

    def test_jndi(self):
        values, transport = environ(jndi="found")
        self.assertEqual(values["tomcat.jndi"]("jdbc/Shop"), "found")
        self.assertEqual(transport.asked[-1], ("jndi", "jdbc/Shop", None))

    def test_a_name_that_is_not_there(self):
        values, _ = environ()
        with self.assertRaisesRegex(LookupError, "no answer"):
            values["tomcat.jndi"]("jdbc/Shop")

    def test_no_session(self):
        values, transport = environ(session=None)
        self.assertIsNone(values["tomcat.session"](False))
        self.assertEqual(transport.asked[-1], ("session", False, None))

    def test_session(self):
        values, transport = environ(session=object(), session_id="S1", session_new=True, session_names="a\nb", session_get=7, session_set=None,
                                    session_remove=None, session_invalidate=None)
        session = values["tomcat.session"]()
        self.assertEqual((session.id, session.is_new, list(session), session["a"], "a" in session), ("S1", True, ["a", "b"], 7, True))
        session["c"] = "x"
        self.assertEqual(transport.asked[-1], ("session.set", "c", "x"))
        del session["a"]
        self.assertEqual(transport.asked[-1], ("session.remove", "a", None))
        session.invalidate()
        self.assertEqual(transport.asked[-1], ("session.invalidate", None, None))

    def test_attributes_that_are_not_there(self):
        values, _ = environ(session=object(), session_names="", session_get=None)
        session = values["tomcat.session"]()
        self.assertEqual((session.keys(), session.get("a"), session.get("a", 1), "a" in session), ([], None, 1, False))
        for use in (lambda: session["a"], lambda: session.__delitem__("a")):
            self.assertRaises(KeyError, use)

    def test_what_would_keep_the_interpreter_is_refused(self):
        values, _ = environ(session=object(), session_set=None)
        session = values["tomcat.session"]()
        for name, value in (("a", []), ("a", b""), ("a", None), (1, "x")):
            with self.assertRaisesRegex(TypeError, "session attributes must be str, int, float or bool"):
                session[name] = value

    def test_after_the_request(self):
        values, transport = environ(session=object())
        session = values["tomcat.session"]()
        transport.answers.clear()
        with self.assertRaisesRegex(container.ContainerError, "no answer"):
            session.id


if __name__ == "__main__":
    unittest.main()
