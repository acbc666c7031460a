"""Tests of what the comparison reads, computes and draws: python3 -m unittest, in benchmarks/."""
import importlib.machinery
import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def script(name):
    """A script of benchmarks/ as a module."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(HERE, name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def run(rate, p99=2.0, **more):
    """A measurement."""
    return {"requests": int(rate) * 6, "rate": rate, "p50": 1.0, "p99": p99, "cpu": 0.1, "errors": 0, "broken": "", "others": 0.01, **more}


def result(rows, servers=("embedded-1", "embedded-2", "mod_wsgi-embedded", "uwsgi"), **more):
    """A result: ``rows`` holds (workload, connections, {server: runs})."""
    return {"settings": {"date": "2026-01-01", "cores": 2, "versions": [], "seconds": 6, "rounds": 3, "warm_up": 60, "warm_up_of": {"page": 300},
                         "servers": list(servers), "workloads": [[name, connections] for name, connections, _ in rows]},
            "start": {}, "deployment": {},
            "rows": [{"workload": name, "connections": connections, "warming": {"embedded-2": [[2.5, 10.0], [7.5, 900.0]]},
                      "servers": {server: {"runs": runs, "pss": 300 << 20, "rss": None} for server, runs in entries.items()}}
                     for name, connections, entries in rows], **more}
