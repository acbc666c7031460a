"""What Mercurial needs of the standard library's imp, which ended with Python 3.11, when it loads no extensions from files."""


def is_frozen(name):
    return False
