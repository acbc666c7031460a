"""A request that is observed: it tells its events and is measured (M-15 to M-18)."""
import sys
import time

from tomcatwsgi.active import start_fields
from tomcatwsgi.gateway import ERROR, TIMEOUT, UNLOADED, Exchange

try:
    import resource
    resource.getrusage(resource.RUSAGE_THREAD)
except (ImportError, AttributeError, ValueError, OSError):
    resource = None


class ObservedExchange(Exchange):
    """An `Exchange` that publishes its events and is counted by the metrics, where they are recorded."""

    __slots__ = ("_observation", "_timed", "_start", "_begin", "_cpu")

    def __init__(self, transport, environ, log, blocks, observation):
        self._observation = observation
        self._timed = TimedTransport(transport)
        self._start = None
        super().__init__(self._timed, environ, log, blocks)

    def run(self, find):
        result = super().run(lambda: self._started(find()))
        if self._start is not None:
            self._finished(result)
        return result

    def start_response(self, status, headers, exc_info=None):
        write = super().start_response(status, headers, exc_info)
        self._publish("response_started", response_status=status, response_headers=headers, exception_info=exc_info)
        return write

    def _started(self, application):
        observation = self._observation
        start = start_fields(self, observation.daemon)
        if observation.metrics is not None:
            observation.metrics.started(start["thread_id"])
        self._begin = time.perf_counter()
        self._cpu = _cpu_times()
        self._start = start
        if observation.events.event_callbacks:
            event = observation.events.publish("request_started", {
                **start, "application_object": application, "request_environ": self.environ, "request_data": self.request_data()})
            application = event["application_object"]
        return application

    def _failed(self):
        self._publish("request_exception", exception_info=sys.exc_info())
        return super()._failed()

    def _failed_in_close(self, error):
        super()._failed_in_close(error)
        self._publish("request_exception", exception_info=sys.exc_info())

    def _publish(self, name, **event):
        if self._observation.events.event_callbacks:
            request_id = self._start["request_id"] if self._start is not None else self.environ.get("mod_wsgi.request_id", "")
            self._observation.events.publish(name, {"request_id": request_id, **event, "request_data": self.request_data()})

    def _finished(self, result):
        timed = self._timed
        event = {
            **self._start, "application_finish": time.time(), "application_time": time.perf_counter() - self._begin,
            "input_time": timed.input_time, "input_reads": timed.input_reads, "input_length": timed.input_length,
            "output_time": timed.output_time, "output_writes": timed.output_writes, "output_length": timed.output_length,
            "status": self.status}
        if type(result) is bytes:
            # it leaves in one piece after this: how long that takes is not known
            length = len(result) - result.find(b"\n\n") - 2
            event["output_length"] += length
            event["output_writes"] += length > 0
        for key, before, after in zip(("cpu_user_time", "cpu_system_time", "cpu_time"), self._cpu, _cpu_times()):
            if after is not None:
                event[key] = after - before
        observation = self._observation
        if observation.metrics is not None:
            observation.metrics.finished(event, result in (ERROR, UNLOADED, TIMEOUT))
        if observation.events.event_callbacks:
            observation.events.publish("request_finished", {**event, "request_data": self.request_data()})


def _cpu_times():
    """This thread's CPU seconds as user, system and both; None for what this Python does not tell."""
    if resource is not None:
        usage = resource.getrusage(resource.RUSAGE_THREAD)
        return usage.ru_utime, usage.ru_stime, usage.ru_utime + usage.ru_stime
    return None, None, time.thread_time()


class TimedTransport:
    """A transport (see the package's docstring) that measures another one. Times are seconds."""

    __slots__ = ("_transport", "input_time", "input_reads", "input_length", "output_time", "output_writes", "output_length")

    def __init__(self, transport):
        self._transport = transport
        self.input_time = self.output_time = 0.0
        self.input_reads = self.input_length = self.output_writes = self.output_length = 0

    def read(self, size):
        begin = time.perf_counter()
        block = self._transport.read(size)
        self.input_time += time.perf_counter() - begin
        self.input_reads += 1
        self.input_length += len(block or b"")
        return block

    def fetch(self, size, whole):
        begin = time.perf_counter()
        block = self._transport.fetch(size, whole)
        self.input_time += time.perf_counter() - begin
        self.input_reads += 1
        if block:
            self.input_length += block if type(block) is int else len(block)
        return block

    def taken(self):
        return self._transport.taken()

    def head(self, head):
        begin = time.perf_counter()
        sent = self._transport.head(head)
        self.output_time += time.perf_counter() - begin
        return sent

    def write(self, block):
        return self._timed(len(block), self._transport.write, block)

    def send_file(self, path, position, count):
        return self._timed(count, self._transport.send_file, path, position, count)

    def failure(self):
        return self._transport.failure()

    def _timed(self, length, action, *arguments):
        begin = time.perf_counter()
        sent = action(*arguments)
        self.output_time += time.perf_counter() - begin
        self.output_writes += 1
        self.output_length += length
        return sent
