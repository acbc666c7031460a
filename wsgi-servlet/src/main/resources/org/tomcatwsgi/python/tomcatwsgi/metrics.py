"""``mod_wsgi.request_metrics()`` and ``process_metrics()`` (M-11 to M-13): what was measured of requests, and of the process."""
import math
import os
import threading
import time

from tomcatwsgi import process

_PHASES = ("server", "queue", "daemon", "application", "request", "input_read", "output_write")
# 16 octaves from 1 ms, each in 4 steps of one size, and one bucket for 65.536 s and more
_BUCKETS = 65
_LONGEST_MS = 65536.0


class Phase:
    """The times of one part of the requests of an interval, in seconds."""

    def __init__(self):
        self.total = 0.0
        self.least = None
        self.most = None
        self.buckets = [0] * _BUCKETS

    def add(self, seconds):
        seconds = max(0.0, seconds)
        self.total += seconds
        self.least = seconds if self.least is None else min(self.least, seconds)
        self.most = seconds if self.most is None else max(self.most, seconds)
        self.buckets[bucket(seconds)] += 1


def bucket(seconds):
    """The number of the bucket that counts such a time."""
    milliseconds = seconds * 1000.0
    if milliseconds < 1.0:
        return 0
    if milliseconds >= _LONGEST_MS:
        return _BUCKETS - 1
    mantissa, exponent = math.frexp(milliseconds)
    return (exponent - 1) * 4 + int((2.0 * mantissa - 1.0) * 4.0)


class Thread:
    """The requests of one thread number: of the interval, and in all. Times are seconds."""

    def __init__(self):
        self.since = None
        self.total_completed = 0
        self.total_busy = 0.0
        self.drain()

    def drain(self):
        """Begin a new interval."""
        self.completed = 0
        self.busy = 0.0
        self.cpu = 0.0
        self.longest = 0.0


class Metrics:
    """Counts and measures the requests of one interpreter from its making on."""

    def __init__(self, threads, daemon, begin):
        """``threads``: how many requests can run at a time; ``begin``: when the interpreter started, seconds since the epoch."""
        self._maximum = threads
        self._daemon = daemon
        self._begin = begin
        self._lock = threading.Lock()
        self._threads = {}
        self._window(time.time(), time.perf_counter(), process.cpu_times())

    def _window(self, wall, clock, cpu):
        self._window_wall = wall
        self._window_clock = clock
        self._window_cpu = cpu
        self._count = 0
        self._phases = {name: Phase() for name in _PHASES}
        self._sums = dict.fromkeys(("input_length", "input_reads", "output_length", "output_writes"), 0)
        self._classes = [0] * 6
        for thread in self._threads.values():
            thread.drain()

    def started(self, thread_id):
        """The thread of that number begins a request."""
        with self._lock:
            self._threads.setdefault(thread_id, Thread()).since = time.perf_counter()

    def finished(self, event, failed):
        """A request has ended. ``event``: the fields of request_finished; ``failed``: the client gets an error page instead of what ``status`` says."""
        now = time.perf_counter()
        with self._lock:
            thread = self._threads.get(event["thread_id"])
            if thread is None or thread.since is None:
                # it began before the recording
                return
            duration = now - thread.since
            thread.busy += now - max(thread.since, self._window_clock)
            thread.since = None
            thread.completed += 1
            thread.total_completed += 1
            thread.total_busy += duration
            thread.longest = max(thread.longest, duration)
            thread.cpu += event.get("cpu_time", 0.0)
            self._count += 1
            for name, seconds in self._times(event):
                self._phases[name].add(seconds)
            for name in self._sums:
                self._sums[name] += event[name]
            status = 500 if failed or not event["status"] else event["status"]
            self._classes[min(5, status // 100)] += 1

    def _times(self, event):
        start = event["request_start"]
        application = event["application_start"]
        if self._daemon:
            yield "server", event["queue_start"] - start
            yield "queue", event["daemon_start"] - event["queue_start"]
            yield "daemon", application - event["daemon_start"]
        else:
            yield "server", application - start
        yield "application", event["application_time"]
        yield "request", application - start + event["application_time"]
        yield "input_read", event["input_time"]
        yield "output_write", event["output_time"]

    def drain(self):
        """What was measured since the last call, as `mod_wsgi.request_metrics` returns it (M-12)."""
        wall, clock, cpu = time.time(), time.perf_counter(), process.cpu_times()
        with self._lock:
            period = max(clock - self._window_clock, 1e-6)
            found = {
                "pid": os.getpid(), "start_time": self._window_wall, "stop_time": wall, "sample_period": period,
                "request_count": self._count, "request_throughput": self._count / period}
            self._add_threads(found, clock, period)
            for name, phase in self._phases.items():
                self._add_phase(found, name, phase)
            # no Python tells how long its threads wait for each other
            found.update(gil_wait_time=None, gil_wait_time_min_us=None, gil_wait_time_max_us=None, gil_wait_time_buckets=None, gil_wait_count=None)
            found.update(input_bytes=self._sums["input_length"], input_reads=self._sums["input_reads"],
                         output_bytes=self._sums["output_length"], output_writes=self._sums["output_writes"])
            for number in range(1, 6):
                found["status_%dxx" % number] = self._classes[number]
            used = [(after - before) / period for before, after in zip(self._window_cpu, cpu)]
            for name, rate in zip(("cpu_user", "cpu_system", "cpu"), (*used, sum(used))):
                found[name + "_utilization"] = found[name + "_time"] = rate
            self._window(wall, clock, cpu)
        found.update(memory_rss=process.resident_bytes(), memory_max_rss=process.largest_resident_bytes())
        return found

    def _add_threads(self, found, clock, period):
        size = max([self._maximum, *self._threads])
        threads = [self._threads.get(number) for number in range(1, size + 1)]
        elapsed = [0.0 if thread is None or thread.since is None else clock - thread.since for thread in threads]
        busy = [0.0 if thread is None else thread.busy + min(now, period) for thread, now in zip(threads, elapsed)]
        completed = [0 if thread is None else thread.completed for thread in threads]
        found.update(
            request_threads_maximum=self._maximum, request_threads_started=len(self._threads),
            request_threads_active=sum(bool(done or now) for done, now in zip(completed, elapsed)),
            capacity_utilization=sum(busy) / (period * self._maximum),
            request_threads_completed=completed, request_threads_buckets=completed, request_threads_busy_time=busy,
            request_threads_cpu_time=[0.0 if thread is None else thread.cpu for thread in threads],
            request_threads_current_elapsed=elapsed,
            request_threads_max_duration=[0.0 if thread is None else thread.longest for thread in threads])

    def _add_phase(self, found, name, phase):
        key = name + "_time"
        known = self._daemon or name not in ("queue", "daemon")
        found[key] = phase.total / max(1, self._count) if known else None
        found[key + "_min_us"] = None if phase.least is None else int(phase.least * 1e6)
        found[key + "_max_us"] = None if phase.most is None else int(phase.most * 1e6)
        found[key + "_buckets"] = phase.buckets if known else None

    def totals(self, active):
        """What was measured since the beginning, as `mod_wsgi.process_metrics` returns it (M-13). ``active``: requests that run now."""
        user, system = process.cpu_times()
        now = time.time()
        with self._lock:
            threads = sorted(self._threads.items())
            return {
                "pid": os.getpid(), "restart_time": self._begin, "current_time": now, "running_time": int(now - self._begin),
                "request_count": sum(thread.total_completed for _, thread in threads), "request_busy_time": sum(thread.total_busy for _, thread in threads),
                "request_threads": len(threads), "active_requests": active,
                "memory_rss": process.resident_bytes(), "memory_max_rss": process.largest_resident_bytes(),
                "cpu_user_time": user, "cpu_system_time": system, "cpu_time": user + system,
                "threads": [{"thread_id": number, "request_count": thread.total_completed} for number, thread in threads]}
