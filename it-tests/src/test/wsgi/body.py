"""Bodies: iterables of every kind, right and wrong (PEP 3333 "Specification Details", "Unicode Issues")."""
from fixture import PLAIN, Behaviours, text

application = Behaviours()


@application.conforming
def one(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"hello"]


@application.conforming
def several(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"one ", b"", b"two ", b"three"]


@application.bare("it returns a list itself, which the validator would hide in an iterator")
def one_block_list(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"hello"]


@application.bare("it returns a list itself, which the validator would hide in an iterator")
def several_blocks_list(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"one ", b"", b"two ", b"three"]


@application.bare("it returns a tuple itself, which the validator would hide in an iterator")
def block_tuple(environ, start_response):
    start_response("200 OK", [PLAIN])
    return (b"one ", b"two")


@application.bare("it returns a list itself, which the validator would hide in an iterator")
def large_list(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"x" * 65536] * 48


@application.bare("it returns a list itself, which the validator would hide in an iterator")
def empty_list(environ, start_response):
    start_response("200 OK", [PLAIN])
    return []


@application.bare("it returns a list itself, which the validator would hide in an iterator")
def list_of_nothing(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"", b""]


@application.conforming
def generator(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"one "
    yield b""
    yield b"two"


@application.conforming
def empty_generator(environ, start_response):
    start_response("200 OK", [PLAIN])
    return iter(())


@application.conforming
def many(environ, start_response):
    start_response("200 OK", [PLAIN])
    return (b"%03d\n" % number for number in range(500))


@application.conforming
def items_by_index(environ, start_response):
    """An iterable of the old protocol: __getitem__ alone."""
    class Sequence:
        def __getitem__(self, index):
            return (b"zero ", b"one")[index]
    start_response("200 OK", [PLAIN])
    return Sequence()


@application.bare("it returns None")
def nothing(environ, start_response):
    start_response("200 OK", [PLAIN])


@application.bare("it returns a number")
def number(environ, start_response):
    start_response("200 OK", [PLAIN])
    return 42


@application.bare("it returns str in place of bytes")
def list_of_str(environ, start_response):
    start_response("200 OK", [PLAIN])
    return ["text"]


@application.bare("it returns a str, an iterable of str")
def plain_str(environ, start_response):
    start_response("200 OK", [PLAIN])
    return "text"


@application.bare("it returns bytes, an iterable of int")
def plain_bytes(environ, start_response):
    start_response("200 OK", [PLAIN])
    return b"text"


@application.bare("it yields str in place of bytes")
def str_first(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield "text"


@application.bare("it yields str in place of bytes")
def str_second(environ, start_response):
    start_response("200 OK", [PLAIN])
    yield b"bytes"
    yield "text"


@application.bare("its second block is str in place of bytes")
def list_with_str_second(environ, start_response):
    start_response("200 OK", [PLAIN])
    return [b"bytes", "text"]
