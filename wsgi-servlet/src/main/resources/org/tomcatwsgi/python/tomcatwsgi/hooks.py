"""Hook scripts: access, authentication, groups, dispatch (D-09, D-21 to D-23, S-06 to S-10).

A hook that raises, answers something it must not, or cannot be loaded has failed: one log record says why, and the caller refuses.
"""
from tomcatwsgi.scripts import LoadError, format_error

# the first byte of an answer; TEXT and NAMES are followed by latin-1 bytes, each name with a NUL behind it
YES, NO, NO_OPINION, TEXT, NAMES, FAILED = b"T", b"F", b"N", b"S", b"L", b"E"


class HookError(Exception):
    """A hook is missing or has given an answer that it must not give."""


class Hooks:
    """The hooks of one interpreter."""

    def __init__(self, scripts, log, environ):
        """``log(text)`` writes one record; ``environ``: what the environ of every hook has besides its request."""
        self._scripts = scripts
        self._log = log
        self._environ = environ

    def load(self, script):
        """Load a hook script ahead of its first call. A failure stops nothing: it is logged, and the calls are refused until the script loads."""
        try:
            self._scripts.current_module_of_script(script)
        except LoadError as error:
            self._log(("Hooks are refused until their script is mended: %s\n%s" % (error.summary, error.detail)).rstrip("\n"))

    def call(self, script, name, strings):
        """Call the hook ``name`` and return its answer as bytes.

        ``strings``: flags ("r": load a changed script anew; "o": a script without this hook has no opinion), the number of arguments, the
        arguments, environ keys and values in turn. The hook "dispatch" asks the functions that its arguments name, as far as the script has
        them, and answers NAMES with "=" + text or "-" for each.
        """
        count = int(strings[1])
        arguments = strings[2:2 + count]
        pairs = strings[2 + count:]
        environ = dict(self._environ)
        environ.update(zip(pairs[::2], pairs[1::2]))
        _add_tls(environ)
        try:
            module = self._module(script, "r" in strings[0])
            if name == "dispatch":
                environ.pop("mod_wsgi.callable_object", None)
                return NAMES + b"".join(_choice(module, function, environ) for function in arguments)
            function = getattr(module, name, None)
            if function is None and "o" in strings[0]:
                return NO_OPINION
            if function is None:
                raise HookError("script [%s] has no function [%s]: define it." % (script, name))
            return _ANSWERS[name](function(environ, *arguments))
        except LoadError as error:
            self._failed(name, script, error.summary, error.detail, ())
        except HookError as error:
            self._failed(name, script, str(error), "", ())
        except BaseException as error:
            # SystemExit too: a hook has no process to end
            secrets = arguments[1:] if name == "check_password" else ()
            self._failed(name, script, "%s was raised; correct it, the traceback follows." % type(error).__name__, format_error(error), secrets)
        return FAILED

    def _module(self, script, reload):
        return self._scripts.current_module_of_script(script) if reload else self._scripts.module_of_script(script)

    def _failed(self, name, script, summary, detail, secrets):
        for secret in secrets:
            # the message of a KeyError, for one, is the key
            for form in (secret, repr(secret)[1:-1]):
                if form:
                    detail = detail.replace(form, "[password]")
        self._log(("Hook [%s] of script [%s] has failed, so the request is refused: %s\n%s" % (name, script, summary, detail)).rstrip("\n"))


def _add_tls(environ):
    """mod_wsgi's callables for what mod_ssl knows."""
    environ["mod_ssl.is_https"] = lambda: environ.get("REQUEST_SCHEME") == "https"
    environ["mod_ssl.var_lookup"] = lambda variable: environ.get(variable, "") if variable.startswith("SSL_") else ""


def _latin1(value, function):
    """The bytes of a str or bytes answer."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            raise HookError("%s() has answered with characters beyond latin-1: answer with str as PEP 3333 has it, or with UTF-8 bytes." % function) from None
    if b"\0" in value:
        raise HookError("%s() has answered with a NUL character: leave it out." % function)
    return value


def _decision(result):
    return YES if result is True else NO if result is False else NO_OPINION if result is None else None


def _allow_access(result):
    answer = _decision(result)
    if answer is None:
        raise HookError("allow_access() must return True, False or None, not %s." % type(result).__name__)
    return answer


def _check_password(result):
    if isinstance(result, (str, bytes)):
        if not result:
            raise HookError("check_password() has returned an empty user name: return True, False, None or a name.")
        return TEXT + _latin1(result, "check_password")
    answer = _decision(result)
    if answer is None:
        raise HookError("check_password() must return True, False, None or a user name, not %s." % type(result).__name__)
    return answer


def _get_realm_hash(result):
    if result is None:
        return NO_OPINION
    if not isinstance(result, (str, bytes)):
        raise HookError("get_realm_hash() must return None or a hash in hexadecimal digits, not %s." % type(result).__name__)
    return TEXT + _latin1(result, "get_realm_hash")


def _groups_for_user(result):
    # the characters of a name would be taken for names
    if isinstance(result, (str, bytes)) or not hasattr(type(result), "__iter__"):
        raise HookError("groups_for_user() must return an iterable of names, not %s." % type(result).__name__)
    names = []
    for name in result:
        if not isinstance(name, (str, bytes)):
            raise HookError("groups_for_user() must return names as str or bytes, not %s." % type(name).__name__)
        names.append(_latin1(name, "groups_for_user") + b"\0")
    return NAMES + b"".join(names)


def _choice(module, name, environ):
    function = getattr(module, name, None)
    result = None if function is None else function(environ)
    if result is None:
        return b"-\0"
    if not isinstance(result, (str, bytes)):
        raise HookError("%s() must return a name or None, not %s." % (name, type(result).__name__))
    return b"=" + _latin1(result, name) + b"\0"


_ANSWERS = {
    "allow_access": _allow_access,
    "check_password": _check_password,
    "get_realm_hash": _get_realm_hash,
    "groups_for_user": _groups_for_user,
}
