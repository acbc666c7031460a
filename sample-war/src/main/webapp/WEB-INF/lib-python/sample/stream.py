"""Responses that grow while they are sent: each block leaves for the client before the next one is made."""
import time

from sample import pages
from sample.response import Response

BLOCKS = 12
PAUSE_SECONDS = 0.3


def page(request):
    """The page that watches the blocks arrive."""
    return pages.page(request, "Streaming", "stream", script="stream.js", blocks=BLOCKS, pause="%.1f" % PAUSE_SECONDS,
                      url=request.url("/stream/text"))


def events(request):
    """Server-sent events: one "block" for each block and "done" at the end, or the browser would connect again."""
    return stream(request, "text/event-stream", "data: %d of %d\n\n", "event: done\ndata: %d blocks\n\n")


def text(request):
    """The same as plain text, for curl and for browsers without scripts."""
    return stream(request, "text/plain; charset=utf-8", "block %d of %d\n", "all %d blocks sent\n")


def stream(request, content_type, block, end):
    # proxies that collect a response before they pass it on would hide what is to be seen
    return Response("200 OK", content_type, blocks(block, end), [("X-Accel-Buffering", "no")])


def blocks(block, end):
    """Yield the blocks. The server closes the generator when the client leaves: what would have to be cleaned up goes into ``finally``."""
    sent = 0
    try:
        for number in range(1, BLOCKS + 1):
            yield (block % (number, BLOCKS)).encode("utf-8")
            sent = number
            time.sleep(PAUSE_SECONDS)
        yield (end % BLOCKS).encode("utf-8")
    finally:
        if sent < BLOCKS:
            # standard output is the server's log, at level INFO
            print("stream: the client left after %d of %d blocks" % (sent, BLOCKS))
