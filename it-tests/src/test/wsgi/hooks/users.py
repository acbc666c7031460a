"""Authentication hooks: every kind of answer, each by a user of its own. Tests put other texts in its place."""
import hashlib

PASSWORDS = {"grace": "pa55-grace", "eve": "pa55-eve", "jürgen".encode().decode("latin-1"): "pä55".encode().decode("latin-1"), "lost": "pa55-lost"}
GROUPS = {"grace": ["staff", b"b\xc3\xbccherei"], "jürgen".encode().decode("latin-1"): ("staff",)}


def check_password(environ, user, password):
    if user == "raises":
        raise KeyError(password)
    if user == "one":
        return 1
    if user == "alias":
        return "grace" if password == "pa55-alias" else False
    if user == "asks":
        return (environ["PATH_INFO"] == "/inside/show" and environ["REMOTE_HOST"] == "127.0.0.1" and environ["mod_wsgi.process_group"] == ""
                and "HTTP_AUTHORIZATION" not in environ and "HTTP_COOKIE" in environ)
    if user not in PASSWORDS:
        return None
    return PASSWORDS[user] == password


def get_realm_hash(environ, user, realm):
    if user == "raises":
        raise KeyError(realm)
    if user == "short":
        return "0123"
    if user not in PASSWORDS:
        return None
    algorithm = environ["tomcatwsgi.digest_algorithm"].replace("-", "").lower()
    return hashlib.new(algorithm, ("%s:%s:%s" % (user, realm, PASSWORDS[user])).encode("latin-1")).hexdigest()


def groups_for_user(environ, user):
    if user == "lost":
        raise KeyError(user)
    return ["staff"] if user == "asks" else GROUPS.get(user, [])
