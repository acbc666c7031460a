"""The servers under comparison: ours and those that a user would pick instead, as Debian packages them."""
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
APPS = os.path.join(HERE, "apps")
WSGI = os.path.join(os.path.dirname(HERE), "wsgi")
DEBIAN = "/usr/lib/python3/dist-packages"
MODULES = "/usr/lib/apache2/modules"
# The same for all: this many processes (or interpreters) with this many threads each, or one with as many as all of them. 25 is Apache's ThreadsPerChild.
PROCESSES, THREADS = 2, 25
START_PATIENCE = 180

APACHE = """ServerRoot {directory}
PidFile {directory}/httpd.pid
Listen 127.0.0.1:{port}
ServerName localhost
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule wsgi_module {modules}/mod_wsgi.so
ErrorLog {directory}/error.log
KeepAlive On
MaxKeepAliveRequests 0
StartServers {processes}
ServerLimit {processes}
ThreadsPerChild {threads}
MaxRequestWorkers {all}
MinSpareThreads {threads}
MaxSpareThreads {all}
User nobody
Group nogroup
<Directory {apps}>
  Require all granted
</Directory>
{daemon}
WSGIApplicationGroup %{{GLOBAL}}
WSGIScriptAlias / {apps}/perf.py
"""

DAEMON = """WSGIDaemonProcess perf processes={processes} threads={threads} socket-user=nobody
WSGISocketPrefix {directory}/wsgi
WSGIProcessGroup perf"""


class Server:
    """One server: started on a free port, ended by its own pid."""

    def __init__(self, name, needs, command, warms=False, option=None, deployment=False):
        """``needs``: a program or file without which it is left out; ``command(directory, port)``: its argument list; ``warms``: it compiles while it runs (it
        is one of ours, then, with a JVM at its root); ``option``: an option of ours that it uses; ``deployment``: it is measured from its start on only."""
        self.name = name
        self.needs = needs
        self.warms = warms
        self.option = option
        self.deployment = deployment
        self._command = command
        self._process = None
        self._log = None
        self.port = None

    def missing(self):
        """Why it cannot be measured here, or ""."""
        if not (os.path.exists(self.needs) if self.needs.startswith("/") else shutil.which(self.needs)):
            return "[%s] is not installed" % self.needs
        if self.option and self.option not in subprocess.run([WSGI, "start-server", "--help"], check=True, capture_output=True, text=True).stdout:
            return "./wsgi start-server does not know [%s]" % self.option
        return ""

    def start(self, directory):
        """Start it and return after how many seconds it answered."""
        self.port = free_port()
        place = os.path.join(directory, self.name)
        os.makedirs(place, exist_ok=True)
        os.chmod(place, 0o755)
        self._log = open(os.path.join(place, "output.log"), "a")
        begin = time.monotonic()
        self._process = subprocess.Popen(self._command(place, self.port), cwd=APPS, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)
        while True:
            try:
                urllib.request.urlopen(self.url("/hello"), timeout=5).read()
                return time.monotonic() - begin
            except OSError:
                if self._process.poll() is not None or time.monotonic() - begin > START_PATIENCE:
                    self._log.flush()
                    with open(self._log.name, errors="replace") as log:
                        raise SystemExit("%s does not serve. It says: %s" % (self.name, log.read()[-2000:]))
                time.sleep(0.05)

    def url(self, path):
        return "http://127.0.0.1:%d%s" % (self.port, path)

    def stop(self):
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def keeps_alive(self):
        """Whether a connection serves a second request: wrk would measure connecting otherwise."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/hello")
            connection.getresponse().read()
            return connection.sock is not None
        finally:
            connection.close()

    def cpu(self):
        """CPU seconds of all its processes so far, ended ones included."""
        ticks = 0
        for pid in tree(self._process.pid):
            fields = read("/proc/%d/stat" % pid).rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Bytes: the proportional share (Pss) of all its processes, and for one of ours VmRSS of its JVM, else None."""
        pss = sum(kibibytes(read("/proc/%d/smaps_rollup" % pid), "Pss:") for pid in tree(self._process.pid))
        return {"pss": pss * 1024, "rss": kibibytes(read("/proc/%d/status" % self._process.pid), "VmRSS:") * 1024 if self.warms else None}


def read(path):
    """The text of a file of /proc, "" if its process has ended."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def kibibytes(text, key):
    """The number of the line that begins with ``key``, 0 if there is none."""
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(key)), 0)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tree(root):
    """The process ``root`` and all its descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry) as file:
                    parents.setdefault(int(file.read().rpartition(")")[2].split()[1]), []).append(int(entry))
            except OSError:
                continue
    found = [root]
    for pid in found:
        found.extend(parents.get(pid, ()))
    return found


def apache(daemon):
    def command(directory, port):
        path = os.path.join(directory, "httpd.conf")
        with open(path, "w") as file:
            group = DAEMON.format(directory=directory, processes=PROCESSES, threads=THREADS) if daemon else ""
            file.write(APACHE.format(directory=directory, port=port, modules=MODULES, apps=APPS, daemon=group, processes=PROCESSES, threads=THREADS,
                                     all=PROCESSES * THREADS))
        return ["apache2", "-d", directory, "-f", path, "-DFOREGROUND"]
    return command


def ours(*options):
    def command(directory, port):
        # with a cache of its own, so that its first start is a first one
        return [WSGI, "start-server", os.path.join(APPS, "perf.py"), "--port", str(port), "--python-path", DEBIAN, "--working-directory", APPS,
                "--server-root", os.path.join(directory, "root"), *options]
    return command


def all_servers():
    processes, threads, both = str(PROCESSES), str(THREADS), str(PROCESSES * THREADS)
    two = ("--threads", threads, "--interpreters", processes)
    return [
        Server("embedded-1", WSGI, ours("--threads", both), warms=True),
        Server("embedded-2", WSGI, ours(*two), warms=True),
        Server("embedded-2-warmed", WSGI, ours(*two, "--warmup-path", "/page"), warms=True, option="--warmup-path", deployment=True),
        Server("daemon", WSGI, ours("--processes", processes, "--threads", threads, "--python", "/usr/bin/python3"), warms=True),
        Server("mod_wsgi-embedded", MODULES + "/mod_wsgi.so", apache(False)),
        Server("mod_wsgi-daemon", MODULES + "/mod_wsgi.so", apache(True)),
        Server("gunicorn", "gunicorn", lambda _, port: [
            "gunicorn", "-w", processes, "-k", "gthread", "--threads", threads, "-b", "127.0.0.1:%d" % port, "perf:application"]),
        Server("uwsgi", "uwsgi", lambda _, port: [
            "uwsgi", "--plugin", "python3", "--http11-socket", "127.0.0.1:%d" % port, "--processes", processes, "--threads", threads, "--enable-threads",
            "--wsgi-file", "perf.py", "--disable-logging", "--master", "--die-on-term"]),
        Server("waitress", DEBIAN + "/waitress", lambda _, port: [
            "/usr/bin/python3", "-m", "waitress", "--listen=127.0.0.1:%d" % port, "--threads=" + both, "perf:application"]),
    ]
