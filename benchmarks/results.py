"""What a comparison has measured: one dict, written as JSON after each row. Anything may be missing in it, for a run can be interrupted.

  settings    date, cores, versions, seconds, rounds, warm_up, warm_up_of, servers (names), workloads ([name, connections])
  start       by server: first, second (seconds until the first answer), pss, rss (bytes then), keep_alive (bool)
  deployment  by server: [[seconds since its start, requests per second], ...] under the load of the page
  rows        workload, connections, warming (by server, like deployment, since the start of that workload), servers (by server: runs, pss, rss)
"""
import json
import os
import statistics


def load(path):
    with open(path) as file:
        return json.load(file)


def save(result, path):
    """Write all of it; what was there is only replaced by a whole one."""
    with open(path + ".part", "w") as file:
        json.dump(result, file, indent=1)
    os.replace(path + ".part", path)


def row(result, workload, connections):
    """The row, or None."""
    return next((r for r in result.get("rows", ()) if (r["workload"], r["connections"]) == (workload, connections)), None)


def measured(result, workload, connections, server):
    """A server's `summary` in a row, or None."""
    found = row(result, workload, connections)
    return summary(found["servers"][server]) if found and server in found["servers"] else None


def summary(entry):
    """The median of each value over the runs that gave one (None if none did), the sum of errors, the memory, and ``trouble``: all that went wrong, or ""."""
    runs = [run for run in entry["runs"] if "failed" not in run]
    middle = {key: statistics.median(run[key] for run in runs) if runs else None for key in ("rate", "p50", "p99", "cpu")}
    middle["pss"], middle["rss"] = entry.get("pss"), entry.get("rss")
    trouble = []
    errors = sum(run["errors"] for run in runs)
    if errors:
        trouble.append("%d of %d answers were errors" % (errors, sum(run["requests"] for run in runs)))
    trouble += ["socket errors: " + run["broken"] for run in runs if run["broken"]]
    trouble += ["a run failed: " + run["failed"] for run in entry["runs"] if "failed" in run]
    middle["trouble"] = "; ".join(trouble)
    return middle


def names(result):
    """All servers that were planned, in order."""
    return result["settings"]["servers"]
