"""What an application in embedded mode may ask the container for while its request runs (``passServletRequest``, D-16).

Objects of Java arrive as they are, with all their public methods; strings, numbers and booleans as Python's own.
"""

_PLAIN = (str, int, float, bool)


class ContainerError(RuntimeError):
    """The container has no answer; the text says why."""


class JndiError(ContainerError, LookupError):
    """There is nothing of that name."""


class Session:
    """The container's HttpSession of the request's client. Attributes are strings, numbers and booleans; others are only read.

    Usable as long as the request runs: take it from the environ each time.
    """

    def __init__(self, ask):
        self._ask = ask

    @property
    def id(self):
        """The session's ID, the value of its cookie."""
        return self._ask("session.id")

    @property
    def is_new(self):
        """Whether the client does not know the session yet."""
        return self._ask("session.new")

    def keys(self):
        """The names of the attributes."""
        names = self._ask("session.names")
        return names.split("\n") if names else []

    def __iter__(self):
        return iter(self.keys())

    def __contains__(self, name):
        return self.get(name) is not None

    def get(self, name, default=None):
        """The attribute ``name``, ``default`` if there is none."""
        value = self._ask("session.get", name)
        return default if value is None else value

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name, value):
        # anything else would keep this interpreter alive as long as the session
        if type(name) is not str or type(value) not in _PLAIN:
            raise TypeError("session attributes must be str, int, float or bool under a str, not %s under %s" % (type(value).__name__, type(name).__name__))
        self._ask("session.set", name, value)

    def __delitem__(self, name):
        self[name]
        self._ask("session.remove", name)

    def invalidate(self):
        """End the session and forget its attributes."""
        self._ask("session.invalidate")


def add_to(environ, transport):
    """Put the container's objects, and the ways to ask it, into an environ."""
    def ask(question, first=None, second=None, error=ContainerError):
        answer = transport.ask(question, first, second)
        if answer is None:
            raise error(transport.failure())
        return answer[0]

    def session(create=True):
        """The client's `Session`, made if need be; None where ``create`` is false and there is none (HttpServletRequest.getSession)."""
        return None if ask("session", bool(create)) is None else Session(ask)

    def jndi(name):
        """The object of that name: below ``java:comp/env/``, the web application's own, unless the name begins with ``java:``."""
        return ask("jndi", name, error=JndiError)

    environ["jakarta.servlet.request"] = ask("request")
    environ["jakarta.servlet.response"] = ask("response")
    environ["jakarta.servlet.context"] = ask("context")
    environ["tomcat.session"] = session
    environ["tomcat.jndi"] = jndi
