"""The servers under comparison: ours and those that a user would pick instead, as Debian packages them."""
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
StartServers 2
ServerLimit 2
ThreadsPerChild 25
MaxRequestWorkers 50
MinSpareThreads 25
MaxSpareThreads 50
User nobody
Group nogroup
<Directory {apps}>
  Require all granted
</Directory>
{daemon}
WSGIApplicationGroup %{{GLOBAL}}
WSGIScriptAlias / {apps}/perf.py
"""

DAEMON = """WSGIDaemonProcess perf processes=2 threads=15 socket-user=nobody
WSGISocketPrefix {directory}/wsgi
WSGIProcessGroup perf"""


class Server:
    """One server: started on a free port, ended by its own pid. ``warms``: whether it compiles while it runs."""

    def __init__(self, name, needs, command, warms=False):
        """``needs``: a program or file without which it is left out; ``command(directory, port)``: its argument list."""
        self.name = name
        self.needs = needs
        self.warms = warms
        self._command = command
        self._process = None
        self._log = None
        self.port = None

    def missing(self):
        return not (os.path.exists(self.needs) if self.needs.startswith("/") else shutil.which(self.needs))

    def start(self, directory):
        """Start it and return after how many seconds it answered."""
        self.port = free_port()
        place = os.path.join(directory, self.name)
        os.makedirs(place)
        os.chmod(place, 0o755)
        self._log = open(os.path.join(place, "output.log"), "w")
        begin = time.monotonic()
        self._process = subprocess.Popen(self._command(place, self.port), cwd=APPS, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)
        while True:
            try:
                urllib.request.urlopen(self.url("/hello"), timeout=5).read()
                return time.monotonic() - begin
            except OSError:
                if self._process.poll() is not None or time.monotonic() - begin > 120:
                    raise SystemExit("%s does not serve: see %s" % (self.name, self._log.name))
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

    def usage(self):
        """CPU seconds and resident bytes (proportional share) of the server with all its processes."""
        ticks = pages = 0
        for pid in tree(self._process.pid):
            try:
                with open("/proc/%d/stat" % pid) as file:
                    fields = file.read().rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15]))
                with open("/proc/%d/smaps_rollup" % pid) as file:
                    pages += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            except (OSError, StopIteration):
                continue
        return ticks / os.sysconf("SC_CLK_TCK"), pages * 1024


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
            file.write(APACHE.format(directory=directory, port=port, modules=MODULES, apps=APPS, daemon=DAEMON.format(directory=directory) if daemon else ""))
        return ["apache2", "-d", directory, "-f", path, "-DFOREGROUND"]
    return command


def ours(*options):
    def command(_, port):
        return [WSGI, "start-server", os.path.join(APPS, "perf.py"), "--port", str(port), "--python-path", DEBIAN, "--working-directory", APPS, *options]
    return command


def all_servers():
    return [
        Server("embedded-1", WSGI, ours("--threads", "50"), warms=True),
        Server("embedded-2", WSGI, ours("--threads", "25", "--interpreters", "2"), warms=True),
        Server("daemon", WSGI, ours("--processes", "2", "--threads", "15", "--python", "/usr/bin/python3"), warms=True),
        Server("mod_wsgi-embedded", MODULES + "/mod_wsgi.so", apache(False)),
        Server("mod_wsgi-daemon", MODULES + "/mod_wsgi.so", apache(True)),
        Server("gunicorn", "gunicorn", lambda _, port: [
            "gunicorn", "-w", "2", "-k", "gthread", "--threads", "15", "-b", "127.0.0.1:%d" % port, "perf:application"]),
        Server("uwsgi", "uwsgi", lambda _, port: [
            "uwsgi", "--plugin", "python3", "--http11-socket", "127.0.0.1:%d" % port, "--processes", "2", "--threads", "15", "--enable-threads",
            "--wsgi-file", "perf.py", "--disable-logging", "--master", "--die-on-term"]),
        Server("waitress", DEBIAN + "/waitress", lambda _, port: [
            "/usr/bin/python3", "-m", "waitress", "--listen=127.0.0.1:%d" % port, "--threads=15", "perf:application"]),
    ]
