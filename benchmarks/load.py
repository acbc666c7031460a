"""Puts load on a server with wrk and reads what wrk says."""
import re
import subprocess

UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


def run(server, workload, connections, seconds, script=None):
    """One measurement of ``server``: what `parse` finds, and the server's CPU seconds per 1,000 requests as ``cpu``.

    A run that says nothing is a result, too: ``failed`` has the reason then, and nothing else counts.
    """
    command = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--timeout", "30", "--latency"]
    if script:
        command += ["-s", script]
    before = server.cpu()
    try:
        done = subprocess.run(command + [server.url("/" + workload)], capture_output=True, text=True, timeout=seconds + 90)
    except subprocess.TimeoutExpired:
        return {"failed": "wrk did not end"}
    used = server.cpu() - before
    measured = parse(done.stdout) if done.returncode == 0 else {"failed": (done.stderr or done.stdout).strip()[:200] or "wrk ended with %d" % done.returncode}
    if "failed" not in measured:
        measured["cpu"] = 1000 * used / measured["requests"]
    return measured


def parse(text):
    """Requests, requests per second (``rate``), latencies (``p50``, ``p99``, milliseconds), answers that are no success (``errors``), socket errors
    (``broken``, wrk's words) of wrk's output; ``failed``, a reason, if there was no answer at all."""
    done = re.search(r"(\d+) requests in ", text)
    broken = re.search(r"Socket errors: (.*)", text)
    if not done or int(done.group(1)) == 0:
        return {"failed": "no answers" + (", " + broken.group(1) if broken else "")}
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return {"requests": int(done.group(1)), "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            "p50": latency(text, "50%"), "p99": latency(text, "99%"),
            "errors": int(errors.group(1)) if errors else 0, "broken": broken.group(1) if broken else ""}


def latency(text, percentile):
    """Milliseconds."""
    value, unit = re.search(r"^\s+" + percentile + r"\s+([\d.]+)(us|ms|s|m)\b", text, re.M).groups()
    return float(value) * UNITS[unit]
