"""What must be reached, in one run beside the peers, and whether it was."""
from typing import Callable, NamedTuple

import results

US = "embedded-2"
MOD_WSGI = "mod_wsgi-embedded"
UWSGI = "uwsgi"
DEPLOYED = "embedded-2-warmed"
MIB = 2 ** 20


class Target(NamedTuple):
    """``value(result)``: what was reached, in ``unit``, or None if it was not measured; ``limit``: the least value that will do, or the most."""

    text: str
    limit: float
    unit: str
    at_least: bool
    value: Callable

    def check(self, result):
        """(reached or None, met or None)."""
        reached = self.value(result)
        return reached, None if reached is None else reached >= self.limit if self.at_least else reached <= self.limit


def ratio(workload, connections, peer, limit):
    """Requests per second beside a peer's. Errors on either side: not measured."""
    return Target("%s, %d: requests/s beside %s" % (workload, connections, peer), limit, "×", True,
                  lambda result: quotient(sound(result, workload, connections, US, "rate"), sound(result, workload, connections, peer, "rate")))


def tail(workload):
    return Target("%s, 16: p99 beside %s" % (workload, MOD_WSGI), 1.0, "×", False,
                  lambda result: quotient(sound(result, workload, 16, US, "p99"), sound(result, workload, 16, MOD_WSGI, "p99")))


def sound(result, workload, connections, server, key):
    found = results.measured(result, workload, connections, server)
    return None if found is None or found["trouble"] else found[key]


def quotient(one, other):
    return None if one is None or not other else one / other


def steadiness(result):
    """The worst of more connections beside 4."""
    rates = [sound(result, "hello", connections, US, "rate") for connections in (4, 16, 64, 256)]
    return None if None in rates else min(rates[1:]) / rates[0]


def half_of_peak(result):
    """Seconds from the start until the page is served at half of the peak of all that was seen."""
    series = result.get("deployment", {}).get(DEPLOYED)
    if not series:
        return None
    peak = max([rate for _, rate in series] + [sound(result, "page", 16, US, "rate") or 0])
    return next((seconds for seconds, rate in series if rate >= peak / 2), float("inf"))


def memory(server):
    def value(result):
        found = results.measured(result, "hello", 16, server)
        return found["rss"] / MIB if found and found["rss"] else None
    return value


def further_interpreter(result):
    one, two = memory("embedded-1")(result), memory(US)(result)
    return None if one is None or two is None else two - one


TARGETS = [
    ratio("hello", 16, MOD_WSGI, 2.5), ratio("hello", 16, UWSGI, 0.9),
    ratio("environ", 16, MOD_WSGI, 2.0), ratio("environ", 16, UWSGI, 0.8),
    ratio("cpu", 16, MOD_WSGI, 1.5),
    ratio("table", 16, MOD_WSGI, 1.2),
    ratio("page", 16, MOD_WSGI, 1.5), ratio("page", 16, UWSGI, 1.2),
    ratio("flask", 16, MOD_WSGI, 1.2),
    ratio("sleep", 64, MOD_WSGI, 1.0),
    ratio("stream", 8, MOD_WSGI, 1.5),
    ratio("file", 4, MOD_WSGI, 2.0),
    ratio("upload", 4, MOD_WSGI, 1.5),
    Target("hello: requests/s with 16, 64 or 256 connections, the worst, beside 4", 1.0, "×", True, steadiness),
    *(tail(workload) for workload in ("hello", "environ", "table", "cpu", "page", "flask")),
    Target("page at half of its peak, warmed up at deployment, since the start", 75, "s", False, half_of_peak),
    Target("second start of the launcher until the first answer", 5, "s", False, lambda result: result.get("start", {}).get("embedded-1", {}).get("second")),
    Target("VmRSS, one interpreter, hello, warm", 600, "MiB", False, memory("embedded-1")),
    Target("VmRSS of a further interpreter, hello, warm", 40, "MiB", False, further_interpreter),
]


def lines(result):
    """A Markdown table."""
    out = ["| embedded, two interpreters | target | reached | met |", "|---|---:|---:|---|"]
    for target in TARGETS:
        reached, met = target.check(result)
        out.append("| %s | %s %s | %s | %s |" % (
            target.text, "≥" if target.at_least else "≤", amount(target.limit, target.unit), "not measured" if reached is None else amount(reached, target.unit),
            "" if met is None else "yes" if met else "**no**"))
    return out


def amount(value, unit):
    if value == float("inf"):
        return "never"
    return "%.2f×" % value if unit == "×" else "%s %s" % (("%.1f" if unit == "s" else "%.0f") % value, unit)
